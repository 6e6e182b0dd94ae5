#include "app/desktop/process_hardening.h"

#include "crypto/base/init.h"

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace sotto::desktop {

bool hardenProcess()
{
    constexpr mode_t kOthersBits = 0077;
    std::signal(SIGPIPE, SIG_IGN);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    umask(kOthersBits);
    return crypto::initialize();
}

} // namespace sotto::desktop
