#ifndef Q_MOC_RUN
#include "tests/net/relay/faults/bystanders.h"
#include "tests/net/relay/faults/relay_world.h"
#include "tests/support/stopwatch.h"
#endif

#include <poll.h>

#include <QFile>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr std::uint64_t kDay = 86'400;
constexpr std::uint64_t kMessages = 50;

/// What Debian's libfaketime installs; it is no part of what a build needs.
QString fakeTimeLibrary()
{
    for (const char* triplet : {"x86_64-linux-gnu", "aarch64-linux-gnu"}) {
        const QString path =
            QStringLiteral("/usr/lib/%1/faketime/libfaketimeMT.so.1").arg(QLatin1String(triplet));
        if (QFile::exists(path)) {
            return path;
        }
    }
    return {};
}

} // namespace

/// The relay's wall clock jumps by more than a year, forward and back, while it runs and while it
/// does not.
class TestClockJumps : public QObject
{
    Q_OBJECT

private slots:
    void nothingExpiresInBulk()
    {
        const QString library = fakeTimeLibrary();
        if (library.isEmpty()) {
            QSKIP("needs libfaketime; tst_relay_clock tests the relay's clock without it");
        }
        m_offsetFile = QString::fromStdString(m_world.folder() + "/offset");
        setClock("+0");
        m_environment = {"LD_PRELOAD=" + library.toStdString(),
                         "FAKETIME_TIMESTAMP_FILE=" + m_offsetFile.toStdString(),
                         "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"};
        QVERIFY2(m_world.start({}, m_environment), m_world.error().c_str());
        const Mailbox mailbox(m_world.random());
        QVERIFY(m_world.openOwner(mailbox));
        const std::uint64_t today = relayTime();
        const auto poster = m_world.openPeer();
        QVERIFY(poster);
        for (std::uint64_t i = 1; i <= kMessages; ++i) {
            QCOMPARE(codeOf(*poster->request(mailbox.post(std::to_string(i)), kPatienceMs)),
                     wire::CODE_UNSPECIFIED);
        }

        jump("+400d");
        QVERIFY(relayTime() > today + 399 * kDay); // it does see the other date
        m_world.relay().kill();
        QVERIFY2(m_world.start({}, m_environment), m_world.error().c_str());
        jump("-400d");
        QVERIFY(relayTime() < today - 399 * kDay);
        m_world.relay().kill();
        QVERIFY2(m_world.start({}, m_environment), m_world.error().c_str());
        jump("+0");

        const auto owner = m_world.openPeer();
        QVERIFY(owner && own(*owner, mailbox, false));
        const auto subscribed = owner->request(subscribe(), kPatienceMs);
        QVERIFY(subscribed && subscribed->has_subscribed());
        QCOMPARE(subscribed->subscribed().expired(), 0U);
        for (std::uint64_t i = 1; i <= kMessages; ++i) {
            const auto event = owner->event(kPatienceMs);
            QVERIFY(event);
            QCOMPARE(event->delivery().envelope(), std::to_string(i));
        }
    }

private:
    void setClock(const QByteArray& offset)
    {
        QFile file(m_offsetFile);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(offset + '\n');
    }

    /// The clock jumps under a relay that serves, which then has time for its maintenance.
    void jump(const QByteArray& offset)
    {
        Bystanders bystanders(m_world.address());
        setClock(offset);
        ::poll(nullptr, 0, 2'500);
        bystanders.awaitExchanges(10);
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    std::uint64_t relayTime()
    {
        const auto peer = m_world.openPeer();
        return peer ? peer->welcome()->time() : 0;
    }

    RelayWorld m_world;
    QString m_offsetFile;
    std::vector<std::string> m_environment;
};

QTEST_APPLESS_MAIN(TestClockJumps)
#include "tst_clock_jumps.moc"
