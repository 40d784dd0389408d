"""No-op jobs of other queues: peers.py POSTGRES_URL SERVER_FOLDER COUNT. One JSON line each: jobs a second, CPU microseconds a job (worker and server)."""
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TICK = os.sysconf("SC_CLK_TCK")


def cpu(process, ended=False):
    try:
        with open(f"/proc/{process}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(field) for field in fields[11 : 15 if ended else 13]) / TICK


def family(process):
    with open(f"/proc/{process}/task/{process}/children") as file:
        return cpu(process, True) + sum(cpu(child) for child in file.read().split())


def say(name, count, seconds, cost):
    print(json.dumps({"name": name, "rate": count / seconds, "cost": cost / count * 1e6}), flush=True)


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


WORKER = {
    "celery": """
import sys
from celery import Celery
app = Celery(broker="redis://127.0.0.1:" + sys.argv[1] + "/0")
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=128, worker_hijack_root_logger=False)

@app.task(name="noop")
def noop(number):
    pass

if sys.argv[2] == "fill":
    with app.producer_pool.acquire() as producer:
        for number in range(int(sys.argv[3])):
            noop.apply_async((number,), producer=producer)
else:
    app.worker_main(["worker", "--pool=solo", "--loglevel=ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat"])
""",
    "procrastinate": """
import asyncio, sys
import procrastinate
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=sys.argv[1]))

@app.task(name="noop")
async def noop(number):
    pass

async def main():
    async with app.open_async():
        if sys.argv[2] == "fill":
            await app.schema_manager.apply_schema_async()
            count = int(sys.argv[3])
            for start in range(0, count, 1000):
                await noop.batch_defer_async(*({"number": n} for n in range(start, min(start + 1000, count))))
        else:
            await app.run_worker_async(concurrency=100, wait=False, install_signal_handlers=False, listen_notify=False)

asyncio.run(main())
""",
}


def celery(folder, count):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = subprocess.Popen(
        ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        script = os.path.join(folder, "noop_celery.py")
        with open(script, "w") as file:
            file.write(WORKER["celery"])
        import redis

        client = redis.Redis(port=int(port))
        for _ in range(100):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        subprocess.run([sys.executable, script, port, "fill", str(count)], check=True)
        worker_before, server_before, began = children_cpu(), cpu(server.pid), time.monotonic()
        worker = subprocess.Popen([sys.executable, script, port, "work"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while client.llen("celery") or client.hlen("unacked"):
            time.sleep(0.02)
        seconds, used = time.monotonic() - began, cpu(server.pid) - server_before
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)
        say("Celery + Redis", count, seconds, children_cpu() - worker_before + used)
    finally:
        server.terminate()
        server.wait()


def procrastinate(folder, url, postgres, count):
    import psycopg

    name = "peer_procrastinate"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        connection.execute(f"CREATE SCHEMA {name}")
    own = url + "&options=-csearch_path%3D" + name
    script = os.path.join(folder, "noop_procrastinate.py")
    with open(script, "w") as file:
        file.write(WORKER["procrastinate"])
    subprocess.run([sys.executable, script, own, "fill", str(count)], check=True)
    with open(os.path.join(postgres, "data", "postmaster.pid")) as file:
        postmaster = int(file.readline())
    worker_before, server_before, began = children_cpu(), family(postmaster), time.monotonic()
    subprocess.run([sys.executable, script, own, "work"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    say("Procrastinate + PostgreSQL", count, seconds, children_cpu() - worker_before + family(postmaster) - server_before)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {name} CASCADE")


def main():
    url, postgres, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for name, run in (("Celery", lambda: celery(folder, count)), ("Procrastinate", lambda: procrastinate(folder, url, postgres, count))):
            try:
                if name == "Celery" and not shutil.which("redis-server"):
                    raise RuntimeError("there is no redis-server")
                run()
            except Exception as error:  # A peer that cannot be measured does not keep the others from it.
                print(f"skipped: {name}: {error}", file=sys.stderr)


main()
