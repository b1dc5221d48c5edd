#!/bin/sh
# list.sh [CONTACT]: the newest messages, of one contact or of all.
set -eu
curl --silent --show-error --fail-with-body --get "$ZAPBOT_URL/api/messages" \
  --header "Authorization: Bearer $ZAPBOT_TOKEN" \
  ${1:+--data-urlencode "contact=$1"}
