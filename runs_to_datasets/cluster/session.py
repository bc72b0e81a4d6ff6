"""A session of Spark: started, or refused in one line before Spark would try for minutes."""

import importlib.util
import os
import shutil
import socket
import sys
import warnings
from pathlib import Path
from typing import Any

from runs_to_datasets.errors import BuildError
from runs_to_datasets.places import IS_CHECKOUT


def check(master: str) -> None:
    """Raises BuildError, with what to install or start, where no session can be had."""
    if importlib.util.find_spec("pyspark") is None:
        what = "-e '.[spark]'" if IS_CHECKOUT else "'runs-to-datasets[spark]'"
        raise BuildError(f"--engine spark: pyspark is not installed: pip install {what}")
    if master.startswith(("sc://", "spark://")):
        address = master.partition("://")[2].partition("/")[0].partition(",")[0]
        host, _, port = address.partition(":")
        port = port.partition(";")[0] or ("15002" if master.startswith("sc://") else "7077")
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
        except (OSError, ValueError) as error:
            raise BuildError(f"{master}: nobody answers there ({error}): start it first") from None
    if not master.startswith("sc://"):
        java = os.environ.get("JAVA_HOME")
        if shutil.which("java") is None and not (java and (Path(java) / "bin/java").exists()):
            raise BuildError(f"--spark-master {master}: no Java: install a JRE 17, or use sc://")


def start(master: str) -> Any:
    """A session at local[N], local-cluster[...], spark://, yarn, k8s:// or a Connect sc://."""
    import pyspark

    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    warnings.filterwarnings("ignore", module="pyspark", category=FutureWarning)
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR", "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
        "spark.sql.session.timeZone": "UTC",
    }  # fmt: skip
    builder = SparkSession.builder.appName("runs-to-datasets")
    if master.startswith("sc://"):
        return builder.remote(master).getOrCreate()
    if master.startswith("local-cluster"):
        settings["spark.executor.memory"] = master.rpartition(",")[2].rstrip("]").strip() + "m"
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.master(master).getOrCreate()
