#include "app/desktop/process_hardening.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

using namespace sotto::desktop;

class TestProcessHardening : public QObject
{
    Q_OBJECT

private slots:
    void aHardenedProcessLeavesNothing()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const bool isSound = hardenProcess();
            rlimit cores{1, 1};
            const bool hasNoCores = ::getrlimit(RLIMIT_CORE, &cores) == 0 && cores.rlim_cur == 0 &&
                                    cores.rlim_max == 0 && ::prctl(PR_GET_DUMPABLE) == 0;
            const bool isPrivate = ::umask(0) == 0077;
            int ends[2] = {};
            const bool isPiped = ::pipe(ends) == 0 && ::close(ends[0]) == 0;
            const bool survives = isPiped && ::write(ends[1], "x", 1) == -1;
            ::_exit((isSound ? 1 : 0) + (hasNoCores ? 2 : 0) + (isPrivate ? 4 : 0) +
                    (survives ? 8 : 0));
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 15);
    }
};

QTEST_APPLESS_MAIN(TestProcessHardening)
#include "tst_process_hardening.moc"
