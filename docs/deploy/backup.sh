#!/bin/sh
# Copies a SQLite database while the product runs.
# Usage: backup.sh DATABASE FOLDER     (KEEP_DAYS=14: older copies in FOLDER are deleted)
# SECRET_KEY is not in the copy, and a copy without it is useless: keep the key elsewhere.
set -eu
umask 077
database=$1
folder=$2
copy=$folder/dixminutes-$(date -u +%Y-%m-%dT%H%M%SZ).db

[ -f "$database" ] || { echo "no database at $database" >&2; exit 1; }
mkdir -p "$folder"
python3 - "$database" "$copy" <<'PYTHON'
import sqlite3
import sys

database, copy = sys.argv[1:]
sqlite3.connect(database, timeout=60).execute("VACUUM INTO ?", [copy])
found = sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchone()[0]
if found != "ok":
    sys.exit(f"the copy is damaged: {found}")
PYTHON
find "$folder" -name 'dixminutes-*.db' -type f -mtime "+${KEEP_DAYS:-14}" -exec rm {} +
echo "$copy"
