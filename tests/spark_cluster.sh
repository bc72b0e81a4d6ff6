#!/usr/bin/env bash
# A standalone Spark cluster of two workers with a Connect server, on this machine, for the tests.
#
#   tests/spark_cluster.sh FOLDER PYTHON    starts it and waits; FOLDER gets the logs
#
# The master listens at spark://127.0.0.1:17077, Connect at sc://127.0.0.1:15012. Ends all of it when
# it is ended itself.
set -euo pipefail
folder=$1
python=$2
export SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export PYSPARK_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1 SPARK_NO_DAEMONIZE=1
mkdir -p "$folder"
trap 'kill $(jobs -p) 2> /dev/null || true' EXIT

"$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master \
    --host 127.0.0.1 --port 17077 --webui-port 0 > "$folder/master.log" 2>&1 &
for i in 1 2; do
    "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 \
        --cores 1 --memory 1g --webui-port 0 --work-dir "$folder/work-$i" \
        spark://127.0.0.1:17077 > "$folder/worker-$i.log" 2>&1 &
done
"$SPARK_HOME/bin/spark-submit" --class org.apache.spark.sql.connect.service.SparkConnectServer \
    --master spark://127.0.0.1:17077 --conf spark.cores.max=1 --conf spark.executor.memory=512m \
    --conf spark.ui.enabled=false --conf spark.connect.grpc.binding.port=15012 \
    spark-internal > "$folder/connect.log" 2>&1 &
wait
