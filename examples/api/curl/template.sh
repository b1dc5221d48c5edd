#!/bin/sh
# template.sh TO NAME [VALUE ...]: send a template with its values in order.
set -eu
to=$1 name=$2
shift 2
values=""
for value in "$@"; do
  escaped=$(printf '%s' "$value" | sed 's/\\/\\\\/g; s/"/\\"/g')
  values="$values${values:+, }\"$escaped\""
done
curl --silent --show-error --fail-with-body "$ZAPBOT_URL/api/messages" \
  --header "Authorization: Bearer $ZAPBOT_TOKEN" \
  --header "Content-Type: application/json" \
  --data "{\"to\": \"$to\", \"content\": {\"kind\": \"template\", \"name\": \"$name\", \"params\": [$values]}}"
