/* tests/lib/harm.c - proxy.h as a program, for tests that are scripts
 *
 *     harm URL [METHOD:NTH:ACT[:ARG]]...
 *
 * Prints the address to use instead of URL and works until SIGTERM; then prints how many requests
 * came, how many bytes of bodies went on, and the methods. "-" is any method, 0 each one. ACT is cut
 * (ARG: permille of the body), lose (the reply), alter, say (ARG: status and reason), delay (ARG:
 * ms), rewrite (as rewrite.h does), kill-before, kill-after: the victim's number is in the file named by VICTIM. HARM_PORT is the
 * port to listen on, 0 any.
 */
#include "proxy.h"
#include "rewrite.h"

static volatile sig_atomic_t ending;

static void on_term(int signal)
{
    (void)signal;
    ending = 1;
}

static bool parse(char *text, struct harm *ret)
{
    static const struct {
        const char *word;
        enum harm_act act;
    } acts[] = {{"cut", HARM_CUT},
                {"lose", HARM_LOSE_REPLY},
                {"alter", HARM_ALTER},
                {"say", HARM_SAY},
                {"kill-before", HARM_KILL_BEFORE},
                {"delay", HARM_DELAY},
                {"kill-after", HARM_KILL_AFTER},
                {"rewrite", HARM_REWRITE}};
    char *save = NULL;
    char *method = strtok_r(text, ":", &save), *nth = strtok_r(NULL, ":", &save),
         *act = strtok_r(NULL, ":", &save), *arg = strtok_r(NULL, "", &save);
    if (!act)
        return false;
    *ret = (struct harm){.method = strcmp(method, "-") == 0 ? NULL : method,
                         .nth = (int)strtol(nth, NULL, 10)};
    for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++)
        if (strcmp(acts[i].word, act) == 0)
            ret->act = acts[i].act;
    ret->permille = ret->ms = arg ? (int)strtol(arg, NULL, 10) : 0;
    static char says[16][256];
    static size_t n;
    if (ret->act == HARM_SAY && arg && n < 16) {
        (void)snprintf(says[n], sizeof(says[0]), "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", arg);
        ret->says = says[n++];
    }
    return ret->act != HARM_NONE;
}

/* Written by the script just before the victim begins. */
static pid_t read_victim(void)
{
    const char *path = getenv("VICTIM");
    FILE *file = path ? fopen(path, "r") : NULL;
    char line[32] = "";
    if (file) {
        if (!fgets(line, sizeof(line), file))
            line[0] = '\0';
        (void)fclose(file);
    }
    return (pid_t)strtol(line, NULL, 10);
}

int main(int argc, char **argv)
{
    static struct proxy proxy;
    static struct harm rules[16];
    size_t n = 0;
    for (int i = 2; i < argc && n < 16; i++)
        if (!parse(argv[i], &rules[n++])) {
            (void)fprintf(stderr, "harm: what is \"%s\"?\n", argv[i]);
            return 2;
        }
    (void)signal(SIGTERM, on_term);
    (void)signal(SIGPIPE, SIG_IGN);
    const char *port = getenv("HARM_PORT");
    proxy.port = port ? (int)strtol(port, NULL, 10) : 0;
    if (argc < 2 || !proxy_start(&proxy, argv[1], rules, n)) {
        (void)fprintf(stderr, "harm: cannot stand before \"%s\"\n", argc < 2 ? "" : argv[1]);
        return 1;
    }
    proxy.find_victim = read_victim;
    proxy.rewrite = rewrite_office;
    (void)printf("%s\n", proxy.url);
    (void)fflush(stdout);
    while (!ending)
        proxy_sleep(5);
    proxy_end(&proxy);
    (void)printf("%d %lld %s\n", proxy.requests, (long long)proxy.body_bytes, proxy.methods);
    return 0;
}
