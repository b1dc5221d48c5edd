"""The control API, JSON over HTTP under `/sandbox/api`: be the customer, arm faults, count what happened.

| method and path              | body or query                                  | answer                    |
| ---------------------------- | ---------------------------------------------- | ------------------------- |
| GET customers                |                                                | {"customers": [customer]} |
| POST customers               | name?, phone?, user_id?, username?, auto_read?,| 201 customer              |
|                              | online?, window_open?; {} makes somebody up    |                           |
| GET customers/{id}           |                                                | customer                  |
| PATCH customers/{id}         | name?, auto_read?, online?, window_open?       | customer                  |
| GET customers/{id}/messages  |                                                | {"messages": [bubble]}    |
| POST customers/{id}/messages | {"type": "text", "text", "reply_to"?}          | 201 bubble                |
|                              | {"type": "tap", "wamid", "id"}                 |                           |
|                              | {"type": "reaction", "wamid", "emoji"}         |                           |
|                              | {"type": "image" ..., "size"?, "mime"?,        |                           |
|                              | "filename"?, "caption"?, "voice"?}: a file that|                           |
|                              | is made up, or the `file` of a multipart form  |                           |
|                              | with the same fields beside it                 |                           |
|                              | {"message": {...}}: any message object; from,  |                           |
|                              | id, timestamp are filled in, null leaves out   |                           |
|                              | "number" beside any of them: the id of the     |                           |
|                              | business's number it is written to             |                           |
| GET files/{id}               |                                                | the bytes of a file       |
| GET sends                    | since=0, limit=10000                           | {"sends", "next", "total"}|
| GET rules                    |                                                | {"rules": [rule]}         |
| POST rules                   | kind, count?, customer?, code?, seconds?,      | 201 rule                  |
|                              | accept?, details?, http_status?, number?       |                           |
| DELETE rules/{id}, rules     |                                                | 204; lets held ones go    |
| GET templates                |                                                | {"templates": [template]} |
| POST templates               | name, components, language?, category?,        | 201 template, no webhook  |
|                              | status?                                        |                           |
| PATCH templates/{id}         | status? (reason?, title?), quality?, category?,| template; each change is  |
|                              | next_category?, components?                    | told by its webhook       |
| POST webhooks                | field, value, label?: any webhook              | 201 {"posted": true}      |
| POST webhooks/release        |                                                | {"released": count}       |
| POST verify                  |                                                | {"verified", "status"}    |
| GET codes                    |                                                | {"codes": [...]}          |
| GET log                      |                                                | {"events": [...]}         |
| GET state                    |                                                | counters, event cursor    |
| PUT streams/{id}             | {"showing": customer id or null}               | 204; which chat is open   |

Phones are digits with country code; `"phone": null` hides the number, so that only the scoped user id is known.
A new customer never wrote, so anything but a template fails with 131047 until a message comes or `window_open`
is true.

Rule kinds for sends (one send unless `count` says more): `fail` refuses with `code`; `cut` closes the connection
without an answer, statuses follow after `seconds`; `slow` answers after `seconds`, statuses do not wait;
`bad_gateway` answers an HTML 502; `garbage` answers 200 with what is not JSON; `fail_later` accepts, then posts a
failed status with `code`. `accept` says whether the message is taken all the same (default: yes for cut, slow and
garbage, no for bad_gateway). Rule kinds for webhooks (until removed unless `count` is given):
`duplicate_webhooks`, `shuffle_webhooks` (collects for `seconds`, then posts in random order), `hold_webhooks`.

Rule kind for templates: `reject_template` refuses the next one handed in, with `details` as the reason.

Rule kinds for files (one download unless `count` says more): `media_expired`
answers 404 at the file's address, `media_missing` knows nothing of its id, `media_html` serves a web page instead,
`media_changed` changes a byte, `media_slow` pauses `seconds` in the middle.
"""
