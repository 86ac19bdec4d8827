/*
 * Stands where a daemon would: listener SOCKET. Says "listens", and of each connection how many bytes came before its other
 * end was closed or half a second passed. It answers nothing.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

int main(int count, char **arguments) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (count != 2 || strlen(arguments[1]) >= sizeof address.sun_path) {
        return 2;
    }
    strcpy(address.sun_path, arguments[1]);
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || chmod(arguments[1], 0777) != 0 || listen(server, 5) != 0) {
        perror(arguments[1]);
        return 1;
    }
    printf("listens\n");
    fflush(stdout);
    for (;;) {
        int client = accept(server, NULL, NULL);
        struct timeval limit = {.tv_usec = 500000};
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        char bytes[64];
        ssize_t all = 0;
        for (ssize_t some = 1; some > 0; all += some > 0 ? some : 0) {
            some = recv(client, bytes, sizeof bytes, 0);
        }
        printf("%zd bytes\n", all);
        fflush(stdout);
        close(client);
    }
}
