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

/* A path that is too long for a socket is none: what was said is not done at another place. */
static void set_path(struct place *place, const char *path) {
    bool fits = strlen(path) < sizeof place->path;
    strcpy(place->path, fits ? path : "");
    if (!fits) {
        debug("longer than the path of a socket can be: ", path, strlen(path));
    }
}

/* The text between the quotes of KEY = "TEXT", without its prefix; null if the line is not of that form. */
static const char *read_text(const char *line, const char *key, const char *prefix, char value[256]) {
    if (strncmp(line, key, strlen(key)) != 0) {
        return NULL;
    }
    line += strlen(key);
    if (sscanf(line, " = \"%255[^\"]", value) != 1 && sscanf(line, " = '%255[^']", value) != 1) {
        return NULL;
    }
    return strncmp(value, prefix, strlen(prefix)) == 0 ? value + strlen(prefix) : NULL;
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
            char value[256];
            const char *path = read_text(text, "target", "unix:", value);
            if (path != NULL) {
                set_path(place, path);
            }
            const char *user = read_text(text, "peer_user", "", value);
            if (user != NULL && strlen(user) < sizeof place->user) {
                strcpy(place->user, user);
            }
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
    if (socket != NULL) {
        set_path(&place, socket);
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

/* Never a descriptor of standard input or output, which a program that has closed them may still use. */
static int open_socket(void) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || fd > STDERR_FILENO) {
        return fd;
    }
    int higher = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(fd);
    return higher;
}

int place_connect(void) {
    struct place place = find();
    if (!is_safe(&place)) {
        debug("no safe directory for a socket: ", place.path, strlen(place.path));
        return NO_DAEMON;
    }
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, place.path, sizeof address.sun_path);
    int fd = open_socket();
    if (fd < 0) {
        debug("no socket could be made: ", strerror(errno), strlen(strerror(errno)));
        return NO_DESCRIPTOR;
    }
    /* A daemon that accepts nobody has a queue that is full in the end. */
    wait_at_most(fd, WELCOME_SECONDS);
    int result;
    do {
        result = connect(fd, (struct sockaddr *)&address, sizeof address);
    } while (result != 0 && errno == EINTR);
    if (result != 0 || !is_peer_trusted(fd, &place)) {
        debug(result != 0 ? "nobody serves at " : "somebody else serves at ", place.path, strlen(place.path));
        close(fd);
        return NO_DAEMON;
    }
    return fd;
}
