# An agent that signs with a key of the token: sh ssh.sh LIBRARY PIN
set -e
printf '#!/bin/sh\necho "%s"\n' "$2" > askpass
chmod 700 askpass
eval "$(ssh-agent -s -P "$1")" > /dev/null
trap 'kill $SSH_AGENT_PID' EXIT
SSH_ASKPASS=$PWD/askpass SSH_ASKPASS_REQUIRE=force ssh-add -q -s "$1"
ssh-add -L | grep ecdsa > key.pub
echo "signed" > message
ssh-keygen -q -Y sign -f key.pub -n file message
echo "me $(cut -d' ' -f1,2 key.pub)" > signers
ssh-keygen -Y verify -f signers -I me -n file -s message.sig < message
