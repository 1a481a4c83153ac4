# homecare as a container: the libraries in one stage, the code beside them in another.
# What it is given: settings in the environment (config.py), nothing of it here. docs/deploying.md.
FROM python:3.13-slim AS libraries
WORKDIR /srv/homecare
COPY requirements.txt .
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
    && .venv/bin/pip uninstall -y pip \
    && .venv/bin/python -m compileall -q -j 0 .venv

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin homecare \
    && install -d -m 700 -o homecare -g homecare \
        /var/lib/homecare /var/lib/homecare/instance /var/lib/homecare/backups
WORKDIR /srv/homecare
COPY --from=libraries /srv/homecare/.venv .venv
COPY config.py key_file.py setting_checks.py wsgi.py LICENSE ./
COPY migrations migrations
COPY homecare homecare
RUN .venv/bin/python -m compileall -q -j 0 homecare migrations config.py key_file.py setting_checks.py wsgi.py
ENV PATH=/srv/homecare/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOMECARE_DATABASE=real \
    HOMECARE_INSTANCE=/var/lib/homecare/instance \
    HOMECARE_BIND=0.0.0.0 \
    PORT=5000
USER 10001:10001
EXPOSE 5000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:5000/readyz', timeout=3)"]
CMD ["flask", "--app", "wsgi", "serve"]
