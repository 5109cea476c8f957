#!/usr/bin/env bash
# Builds static/*.css and *.js from static/src. For maintainers: the results are committed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# No lock file: one would hold addresses. The versions stand here.
npm install --silent --no-save --no-package-lock --ignore-scripts govuk-frontend@6.3.0 sass@1.93.2 terser@5.44.0
# Built aside first: a mistake in a source leaves what is served as it was.
mkdir built
for name in participant console; do
  npx sass --no-source-map --no-error-css --style=compressed --quiet-deps --load-path=node_modules \
    --load-path="$here" "$here/$name.scss" "built/$name.css"
done
npx terser "$here/errors.js" "$here/participant.js" --compress --mangle --output built/participant.js
npx terser "$here/talk.js" --compress --mangle --output built/talk.js
npx terser "$here/errors.js" "$here/live.js" "$here/coding.js" --compress --mangle --output built/console.js
cp "$here/favicon.svg" built/
cp built/* "$here/.."
"${PYTHON:-$here/../../.venv/bin/python}" -m whitenoise.compress --quiet "$here/.."  woff woff2 scss sh svgsrc
rm -f "$here"/*.gz "$here"/*.br
