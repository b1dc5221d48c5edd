#!/bin/sh
# text.sh TO TEXT [KEY]: send a text; with the same key however often, it is sent once.
set -eu
escaped=$(printf '%s' "$2" | sed 's/\\/\\\\/g; s/"/\\"/g')
curl --silent --show-error --fail-with-body "$ZAPBOT_URL/api/messages" \
  --header "Authorization: Bearer $ZAPBOT_TOKEN" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: ${3:-$(date +%s)-$$}" \
  --data "{\"to\": \"$1\", \"content\": {\"kind\": \"text\", \"text\": \"$escaped\"}, \"outside\": \"hold\"}"
