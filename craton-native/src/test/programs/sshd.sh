# sshd whose host key is in the token, by an agent: sh sshd.sh LIBRARY PIN PORT
set -e
printf '#!/bin/sh\necho "%s"\n' "$2" > askpass
chmod 700 askpass
eval "$(ssh-agent -s -P "$1")" > /dev/null
trap 'kill $SSH_AGENT_PID' EXIT
SSH_ASKPASS=$PWD/askpass SSH_ASKPASS_REQUIRE=force ssh-add -q -s "$1"
ssh-add -L | grep ecdsa > host.pub
chmod 600 host.pub
ssh-keygen -q -t ed25519 -N "" -f client
cp client.pub authorized
mkdir -p /run/sshd
cat > sshd_config <<END
Port $3
ListenAddress 127.0.0.1
HostKey $PWD/host.pub
HostKeyAgent $SSH_AUTH_SOCK
AuthorizedKeysFile $PWD/authorized
PidFile none
StrictModes no
UsePAM no
END
"$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$PWD/sshd_config" 2> sshd.log &
trap 'kill $! $SSH_AGENT_PID' EXIT
sleep 1
echo "[127.0.0.1]:$3 $(cut -d' ' -f1,2 host.pub)" > known
ssh -p "$3" -i client -o UserKnownHostsFile=known -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -o IdentityAgent=none \
    "$(id -un)@127.0.0.1" echo "known by the key of the token"
