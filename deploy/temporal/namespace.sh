#!/bin/sh
# Makes the namespace, once. Search attributes are `resolute migrate`'s business.
set -eu

# By number: given a name, the command line also asks DNS for records that some resolvers inside containers never answer.
host=$(getent hosts "$ENGINE_HOST" | awk '{ print $1; exit }')
address="$host:$ENGINE_PORT"

if temporal operator namespace describe --address "$address" --namespace "$ENGINE_NAMESPACE" >/dev/null 2>&1; then
    echo "the namespace $ENGINE_NAMESPACE is there"
else
    temporal operator namespace create --address "$address" --namespace "$ENGINE_NAMESPACE" --retention "$ENGINE_RETENTION"
fi
