/*
 * tests/lib/setgroups.c - lets cron run in a user namespace
 *
 * There root may become nobody else, and setting groups is the one call that the kernel refuses
 * cron for it. Preloaded into the daemon by tests/e2e/23-cron.sh; its jobs do not see it.
 */
#include <grp.h>

int setgroups(size_t n, const gid_t *groups)
{
    (void)n;
    (void)groups;
    return 0;
}

int initgroups(const char *user, gid_t group)
{
    (void)user;
    (void)group;
    return 0;
}
