#ifndef Q_MOC_RUN
#include "net/client/endpoint.h"
#include "net/client/relay_link.h"
#include "tests/net/client/scripted_relay.h"
#include "tests/net/client/self_signed.h"
#include "tests/net/client/small_proxy.h"
#endif

#include <atomic>
#include <netdb.h>

#include <QNetworkProxy>
#include <QScopeGuard>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTest>

using namespace sotto::client;
using namespace sotto::test;
namespace wire = sotto::wire;

namespace {

std::atomic<int> lookUps = 0;

QSslConfiguration selfSigned()
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(QSslCertificate(kSelfSignedCertificate));
    tls.setPrivateKey(QSslKey(kSelfSignedKey, QSsl::Ec));
    return tls;
}

struct World
{
    explicit World(const QSslConfiguration* tls = nullptr)
        : relay(tls)
    {}
    void through(const SmallProxy& proxy, ProxySettings::Kind kind)
    {
        options.link.proxy.kind = kind;
        options.link.proxy.host = QStringLiteral("127.0.0.1");
        options.link.proxy.port = proxy.port();
    }
    void connectTo(const std::string& host)
    {
        sotto::crypto::RelayAddress address = relay.address();
        address.host = host;
        RelayPlace place = relay.place(options);
        place.address = std::make_shared<const sotto::crypto::RelayAddress>(std::move(address));
        closed.reset();
        welcomed = false;
        link = std::make_unique<RelayLink>(place);
        link->onWelcome = [this](const wire::Welcome&) { welcomed = true; };
        link->onClosed = [this](ConnectionError error) { closed = std::move(error); };
        link->open();
    }

    ScriptedRelay relay;
    ConnectionOptions options = quickOptions();
    std::unique_ptr<RelayLink> link;
    bool welcomed = false;
    std::optional<ConnectionError> closed;
};

} // namespace

// Every look-up of this process, in whichever thread, ends here: the program's own symbol comes
// before that of the C library. No name exists.
extern "C" int getaddrinfo(const char*, const char*, const addrinfo*, addrinfo**)
{
    ++lookUps;
    return EAI_NONAME;
}

class TestProxySettings : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(sotto::crypto::initialize()); }
    void init() { lookUps = 0; }

    void lookUpsAreCounted()
    {
        World w;
        w.connectTo("relay.example");
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::Unreachable);
        QVERIFY(lookUps > 0);
    }

    void aProxyLooksTheNameUp_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("tls");
        QTest::newRow("SOCKS5, onion") << true << "sotto3relay.onion" << false;
        QTest::newRow("SOCKS5, TLS") << true << "relay.example" << true;
        QTest::newRow("HTTP, onion") << false << "sotto3relay.onion" << false;
        QTest::newRow("HTTP, TLS") << false << "relay.example" << true;
    }
    void aProxyLooksTheNameUp()
    {
        QFETCH(bool, socks);
        QFETCH(QString, host);
        QFETCH(bool, tls);
        const QSslConfiguration certificate = selfSigned();
        World w(tls ? &certificate : nullptr);
        SmallProxy proxy(socks ? SmallProxy::Kind::Socks5 : SmallProxy::Kind::Http);
        w.through(proxy, socks ? ProxySettings::Kind::Socks5 : ProxySettings::Kind::HttpConnect);
        w.connectTo(host.toStdString());
        QTRY_VERIFY(w.welcomed);
        QCOMPARE(proxy.asked.size(), std::size_t{1});
        QVERIFY(proxy.asked[0].byName);
        QCOMPARE(QString::fromLatin1(proxy.asked[0].host), host);
        QCOMPARE(proxy.asked[0].port, w.relay.port());
        QCOMPARE(lookUps, 0);
    }

    void eachConnectionHasCredentialsOfItsOwn()
    {
        World w;
        SmallProxy proxy(SmallProxy::Kind::Socks5);
        w.through(proxy, ProxySettings::Kind::Socks5);
        for (int i = 0; i < 2; ++i) {
            w.connectTo("sotto3relay.onion");
            QTRY_VERIFY(w.welcomed);
        }
        QVERIFY(proxy.asked[0].user.size() == 32 && proxy.asked[0].password.size() == 32);
        QVERIFY(proxy.asked[0].user != proxy.asked[1].user);
        QVERIFY(proxy.asked[0].password != proxy.asked[1].password);
    }

    void credentialsOfAPersonAreUsed()
    {
        World w;
        SmallProxy proxy(SmallProxy::Kind::Socks5);
        w.through(proxy, ProxySettings::Kind::Socks5);
        w.options.link.proxy.user = QStringLiteral("somebody");
        w.options.link.proxy.password = QStringLiteral("opens");
        w.connectTo("sotto3relay.onion");
        QTRY_VERIFY(w.welcomed);
        QCOMPARE(proxy.asked[0].user, QByteArray("somebody"));
        QCOMPARE(proxy.asked[0].password, QByteArray("opens"));
    }

    void thereIsNoWayBesideARefusingProxy_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::newRow("SOCKS5") << true;
        QTest::newRow("HTTP") << false;
    }
    void thereIsNoWayBesideARefusingProxy()
    {
        QFETCH(bool, socks);
        World w;
        SmallProxy proxy(socks ? SmallProxy::Kind::Socks5 : SmallProxy::Kind::Http);
        proxy.refuses = true;
        w.through(proxy, socks ? ProxySettings::Kind::Socks5 : ProxySettings::Kind::HttpConnect);
        w.connectTo("127.0.0.1"); // could be reached directly
        QTRY_VERIFY(w.closed);
        QVERIFY2(w.closed->kind == ErrorKind::ProxyRefused, w.closed->technical.c_str());
        QVERIFY(!proxy.asked.empty());
        QVERIFY(w.relay.connections.empty());
        QCOMPARE(lookUps, 0);
    }

    void thereIsNoWayBesideAnAbsentProxy()
    {
        World w;
        {
            SmallProxy proxy(SmallProxy::Kind::Socks5);
            w.through(proxy, ProxySettings::Kind::Socks5);
        }
        w.connectTo("127.0.0.1");
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::ProxyRefused);
        QVERIFY(w.relay.connections.empty());
    }

    void theSystemsProxyDoesNotCount()
    {
        World w;
        SmallProxy proxy(SmallProxy::Kind::Socks5);
        QNetworkProxy::setApplicationProxy(
            {QNetworkProxy::Socks5Proxy, QStringLiteral("127.0.0.1"), proxy.port()});
        const auto reset = qScopeGuard(
            [] { QNetworkProxy::setApplicationProxy(QNetworkProxy(QNetworkProxy::NoProxy)); });
        w.connectTo("127.0.0.1");
        QTRY_VERIFY(w.welcomed);
        QVERIFY(proxy.asked.empty());
    }

    void strictTlsWantsATrustedCertificate()
    {
        const QSslConfiguration certificate = selfSigned();
        World w(&certificate);
        SmallProxy proxy(SmallProxy::Kind::Socks5);
        w.through(proxy, ProxySettings::Kind::Socks5);
        w.options.link.strictTls = true;
        w.connectTo("relay.example");
        QTRY_VERIFY(w.closed);
        QCOMPARE(w.closed->kind, ErrorKind::TlsFailed);
        w.options.link.strictTls = false;
        w.connectTo("relay.example");
        QTRY_VERIFY(w.welcomed);
    }

    void tlsButWhereItWouldBeNoUse_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("url");
        QTest::newRow("name") << "relay.example"
                              << "wss://relay.example:443/";
        QTest::newRow("address") << "192.0.2.1"
                                 << "wss://192.0.2.1:443/";
        QTest::newRow("IPv6") << "2001:db8::1"
                              << "wss://[2001:db8::1]:443/";
        QTest::newRow("onion") << "abc.onion"
                               << "ws://abc.onion:443/";
        QTest::newRow("not onion") << "onion.example"
                                   << "wss://onion.example:443/";
        QTest::newRow("loopback") << "127.0.0.1"
                                  << "ws://127.0.0.1:443/";
        QTest::newRow("loopback too") << "127.8.8.8"
                                      << "ws://127.8.8.8:443/";
        QTest::newRow("loopback, IPv6") << "::1"
                                        << "ws://[::1]:443/";
        QTest::newRow("localhost") << "localhost"
                                   << "ws://localhost:443/";
        QTest::newRow("not localhost") << "localhost.example"
                                       << "wss://localhost.example:443/";
    }
    void tlsButWhereItWouldBeNoUse()
    {
        QFETCH(QString, host);
        QFETCH(QString, url);
        sotto::crypto::RelayAddress address;
        address.host = host.toStdString();
        QCOMPARE(endpointOf(address).toString(), url);
    }
};

QTEST_GUILESS_MAIN(TestProxySettings)
#include "tst_proxy_settings.moc"
