// Tells the orchestrator how an executor ended: callback.mjs EVENT_TYPE
const [eventType] = process.argv.slice(2);
const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, TASK_ID, ISSUE, RETRY_COUNT, STATUS } = process.env;

const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/dispatches`, {
  method: "POST",
  headers: { Authorization: `Bearer ${GITHUB_TOKEN}`, Accept: "application/vnd.github+json" },
  body: JSON.stringify({
    event_type: eventType,
    client_payload: { task_id: TASK_ID, issue: ISSUE, retry_count: RETRY_COUNT, status: STATUS },
  }),
});

if (!response.ok) {
  throw new Error(`${eventType} was not sent: ${response.status} ${await response.text()}`);
}
