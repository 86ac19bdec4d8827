#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "link.h"

#define DEFAULT_FILE "/etc/craton-hsm/craton_hsm.toml"
#define DEFAULT_SOCKET "/run/craton-hsm/craton-hsm.sock"

/* Where the daemon is, and which user besides root and oneself it may run as. */
struct place {
    char path[sizeof((struct sockaddr_un *)NULL)->sun_path];
    char user[64];
};

/* The text between the quotes of KEY = "TEXT", without its prefix, if the line is of that form and the text fits. */
static void read_text(const char *line, const char *key, const char *prefix, char *text, size_t room) {
    char value[256];
    if (strncmp(line, key, strlen(key)) != 0) {
        return;
    }
    line += strlen(key);
    if (sscanf(line, " = \"%255[^\"]", value) != 1 && sscanf(line, " = '%255[^']", value) != 1) {
        return;
    }
    const char *rest = value + strlen(prefix);
    if (strncmp(value, prefix, strlen(prefix)) == 0 && strlen(rest) < room) {
        strcpy(text, rest);
    }
}

/* The section [client] of the file that Java programs have, too. */
static void read_file(const char *name, struct place *place) {
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        return;
    }
    char line[512];
    bool ours = false;
    while (fgets(line, sizeof line, file) != NULL) {
        const char *text = line + strspn(line, " \t");
        if (*text == '[') {
            ours = strncmp(text, "[client]", 8) == 0;
        } else if (ours) {
            read_text(text, "target", "unix:", place->path, sizeof place->path);
            read_text(text, "peer_user", "", place->user, sizeof place->user);
        }
    }
    fclose(file);
}

/* The variables are not looked at in programs that have more rights than who started them. */
static struct place find(void) {
    struct place place = {.path = DEFAULT_SOCKET};
    const char *file = secure_getenv("CRATON_HSM_CONFIG");
    read_file(file != NULL ? file : DEFAULT_FILE, &place);
    const char *socket = secure_getenv("CRATON_HSM_SOCKET");
    if (socket != NULL && strlen(socket) < sizeof place.path) {
        strcpy(place.path, socket);
    }
    return place;
}

static bool is_trusted(uid_t user, const struct place *place) {
    if (user == 0 || user == geteuid()) {
        return true;
    }
    char *end;
    unsigned long number = strtoul(place->user, &end, 10);
    if (*end == '\0') {
        return number == user;
    }
    struct passwd entry;
    struct passwd *found = NULL;
    char names[4096];
    return getpwnam_r(place->user, &entry, names, sizeof names, &found) == 0 && found != NULL && found->pw_uid == user;
}

/* Whether nobody else could have put a socket there. */
static bool is_safe(const struct place *place) {
    char directory[sizeof place->path];
    strcpy(directory, place->path);
    char *slash = strrchr(directory, '/');
    if (directory[0] != '/' || slash == NULL) {
        return false;
    }
    slash[slash == directory ? 1 : 0] = '\0';
    struct stat about;
    return stat(directory, &about) == 0 && is_trusted(about.st_uid, place) && (about.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool is_peer_trusted(int fd, const struct place *place) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && is_trusted(peer.uid, place);
}

int place_connect(void) {
    struct place place = find();
    if (!is_safe(&place)) {
        debug("no safe directory for a socket: ", place.path, strlen(place.path));
        return -1;
    }
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, place.path, sizeof address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    int result = connect(fd, (struct sockaddr *)&address, sizeof address);
    if (result != 0 || !is_peer_trusted(fd, &place)) {
        debug(result != 0 ? "nobody serves at " : "somebody else serves at ", place.path, strlen(place.path));
        close(fd);
        return -1;
    }
    return fd;
}
