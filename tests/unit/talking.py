"""A small system that the tests of `wflint events` and `wflint explain` describe."""

from __future__ import annotations

from linked import linked

from wflint.graph import System

START = """\
name: Start
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
jobs:
  send:
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    env: {GH_TOKEN: "${{ secrets.BOT }}"}
    steps:
      - name: Announce
        run: |
          if [ "${{ inputs.version }}" != 0 ]; then
            gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=release:ready \\
              -f 'client_payload[version]=${{ inputs.version }}' -f 'client_payload[note]=a|b'
          fi
      - run: gh workflow run build.yml -R "$GITHUB_REPOSITORY" -f target=linux
      - run: gh workflow run gone.yml -R "$GITHUB_REPOSITORY"
"""
BUILD = """\
on:
  repository_dispatch:
    types: [release:ready, release:late]
  workflow_dispatch:
    inputs:
      target: {required: true}
      debug: {type: boolean, default: false}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make TARGET="$TARGET" VERSION="$VERSION"
        env:
          TARGET: ${{ inputs.target }}
          VERSION: ${{ github.event.client_payload.version }}
  notify:
    uses: ./.github/workflows/notify.yml
"""
NOTIFY = """\
name: Notify
on: workflow_call
jobs:
  say:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v8
        with:
          script: |
            const payload = context.payload.client_payload;
            core.info(payload.version + payload.channel);
"""
AFTER = """\
on:
  workflow_run:
    workflows: [Start, Nowhere]
jobs:
  after:
    runs-on: ubuntu-latest
    steps:
      - run: echo done
"""


def small_system() -> System:
    """One that starts, one that hears and is started, one that is called, one that waits for an end."""
    return linked({"after.yml": AFTER, "build.yml": BUILD, "notify.yml": NOTIFY, "start.yml": START})
