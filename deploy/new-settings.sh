#!/bin/sh
# Make .env for compose.yaml, with new secrets in it: sh deploy/new-settings.sh NAME-OF-THE-SERVER
set -eu
umask 077
host=${1:?say by which name people reach this server, like homecare.clinic.example}
cd "$(dirname "$0")/.."
if [ -e .env ]; then
    echo ".env is there already, and stays as it is: its secrets open the database." >&2
    exit 1
fi
secret() { od -An -tx1 -N32 /dev/urandom | tr -d ' \n'; }
cat > .env <<END
HOMECARE_HOST=$host
HOMECARE_SECRET_KEY=$(secret)
POSTGRES_PASSWORD=$(secret)
# Without a mail server nothing is sent: smtp://user:password@mail.example:587
HOMECARE_SMTP_URL=
HOMECARE_MAIL_FROM=no-reply@$host
# Encrypts the nightly backups: docs/deploying.md
HOMECARE_BACKUP_KEY=
END
echo "Made .env, readable by you alone. Keep a copy of it where the backups are not."
