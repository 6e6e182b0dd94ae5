#include "app/cli/passphrase.h"
#include "app/cli/session.h"
#include "app/core/base/storage_problem.h"
#include "crypto/base/init.h"

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <QCoreApplication>

using namespace sotto;
using namespace sotto::cli;

namespace {

/// No core dump may hold what lies in memory, and a reader that goes away is an error that write()
/// tells.
void prepareProcess()
{
    std::signal(SIGPIPE, SIG_IGN);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

/// Standard error is for what this program has to say.
void dropQtMessages(QtMsgType, const QMessageLogContext&, const QString&) {}

crypto::Result<void, Refusal> run(const Invocation& invocation)
{
    if (invocation.verb->runAlone != nullptr) {
        return invocation.verb->runAlone(invocation);
    }
    SOTTO_TRY(passphrase, givenPassphrase(invocation.passphraseFile));
    try {
        SOTTO_TRY(session, Session::open(invocation, passphrase));
        passphrase.reset();
        auto done = invocation.verb->run(*session, invocation);
        if (session->wasRemoved()) {
            SOTTO_CHECK(session->wipe());
        } else {
            session->tellTroubles();
        }
        return done;
    } catch (const storage::StorageFailure& failure) {
        return crypto::Unexpected(refusalOf(core::problemOf(failure)));
    }
}

int start(int argc, char** argv)
{
    prepareProcess();
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    const auto invocation = parseInvocation(arguments, verbTable());
    if (!invocation) {
        Output::note(invocation.error());
        return static_cast<int>(ExitStatus::Usage);
    }
    switch (invocation->action) {
    case Invocation::Action::Help:
        std::fputs(helpText(verbTable()).c_str(), stdout);
        return 0;
    case Invocation::Action::Version:
        std::puts("sotto-cli " SOTTO_VERSION);
        return 0;
    case Invocation::Action::Run:
        break;
    }
    if (!crypto::initialize()) {
        Output::note("libsodium is broken or missing something.");
        return static_cast<int>(ExitStatus::Refused);
    }
    qInstallMessageHandler(dropQtMessages);
    const QCoreApplication application(argc, argv);
    const auto done = run(*invocation);
    if (!done) {
        Output(invocation->json).refuse(done.error());
        return static_cast<int>(done.error().status);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return start(argc, argv);
    } catch (const std::exception& exception) {
        Output::note(exception.what());
        return static_cast<int>(ExitStatus::Refused);
    }
}
