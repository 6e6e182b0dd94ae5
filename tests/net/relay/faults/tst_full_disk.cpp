#ifndef Q_MOC_RUN
#include "tests/net/relay/faults/relay_world.h"
#endif

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <QFile>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

/// A file system of 24 MiB that only this process and its children see. False if it may not.
bool mountSmallDisk(const std::string& path)
{
    return ::mkdir(path.c_str(), 0700) == 0 && ::unshare(CLONE_NEWNS) == 0 &&
           ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=24m,mode=0700") == 0;
}

} // namespace

class TestFullDisk : public QObject
{
    Q_OBJECT

private slots:
    void refusesAndRecovers()
    {
        const std::string disk = m_world.folder() + "/disk";
        if (!mountSmallDisk(disk)) {
            QSKIP("needs to mount a small tmpfs: run as root");
        }
        m_mounted = disk;
        m_world.useData(disk + "/data");
        QVERIFY2(m_world.start(), m_world.error().c_str());
        QVERIFY(fill(disk + "/ballast", 10));

        const Mailbox mailbox(m_world.random());
        const auto owner = m_world.openOwner(mailbox);
        const auto poster = m_world.openPeer();
        QVERIFY(owner && poster);
        std::uint64_t stored = 0;
        QCOMPARE(postUntilRefused(*poster, mailbox, stored), wire::STORAGE_FULL);
        QVERIFY(stored > 10);

        // It says so as often as it is asked, at once, to everybody, and stays up.
        for (int i = 0; i < 20; ++i) {
            const auto answer = poster->request(
                mailbox.post("full " + std::to_string(i) + std::string(60'000, 'f')), kPatienceMs);
            QVERIFY(answer);
            if (codeOf(*answer) == wire::CODE_UNSPECIFIED) {
                ++stored; // a checkpoint gave some room back
            } else {
                QCOMPARE(codeOf(*answer), wire::STORAGE_FULL);
            }
        }
        QVERIFY(m_world.relay().isRunning());
        QCOMPARE(poster->stage(), RelayPeer::Stage::Open);
        // What needs no room is served: a stamp, and the reading of what is there.
        wire::Request stamp;
        stamp.mutable_stamp()->set_subject(std::string(32, 's'));
        QVERIFY(poster->request(stamp, kPatienceMs)->has_stamped());
        QVERIFY(readAll(*owner, stored));

        // Space returns, without a restart.
        QVERIFY(QFile::remove(QString::fromStdString(disk + "/ballast")));
        std::uint64_t more = 0;
        for (; more < 40; ++more) {
            const auto answer = poster->request(
                mailbox.post("again " + std::to_string(more) + std::string(60'000, 'a')),
                kPatienceMs);
            QVERIFY(answer);
            QCOMPARE(codeOf(*answer), wire::CODE_UNSPECIFIED);
        }
        QVERIFY(readAll(*owner, more));
        QVERIFY(m_world.openPeer());

        // And nothing is broken for the next start.
        QCOMPARE(m_world.relay().stop(), std::optional<int>(0));
        QVERIFY2(m_world.start(), m_world.error().c_str());
        QVERIFY(m_world.openOwner(mailbox));
    }

    void cleanupTestCase()
    {
        if (!m_mounted.empty()) {
            m_world.relay().kill();
            ::umount2(m_mounted.c_str(), MNT_DETACH);
        }
    }

private:
    static bool fill(const std::string& path, int mebibytes)
    {
        QFile file(QString::fromStdString(path));
        const QByteArray block(1 << 20, 'b');
        bool ok = file.open(QIODevice::WriteOnly);
        for (int i = 0; i < mebibytes; ++i) {
            ok = ok && file.write(block) == block.size();
        }
        return ok;
    }

    static wire::Code postUntilRefused(RelayPeer& poster, const Mailbox& mailbox,
                                       std::uint64_t& stored)
    {
        for (int i = 0; i < 1'000; ++i) {
            const auto answer = poster.request(
                mailbox.post(std::to_string(i) + std::string(60'000, 'd')), kPatienceMs);
            if (!answer) {
                return wire::CODE_UNSPECIFIED;
            }
            if (codeOf(*answer) != wire::CODE_UNSPECIFIED) {
                return codeOf(*answer);
            }
            ++stored;
        }
        return wire::CODE_UNSPECIFIED;
    }

    static bool readAll(RelayPeer& owner, std::uint64_t count)
    {
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto event = owner.event(kPatienceMs);
            if (!event) {
                return false;
            }
            owner.submit(acknowledge(event->delivery().number()));
        }
        return true;
    }

    RelayWorld m_world;
    std::string m_mounted;
};

QTEST_APPLESS_MAIN(TestFullDisk)
#include "tst_full_disk.moc"
