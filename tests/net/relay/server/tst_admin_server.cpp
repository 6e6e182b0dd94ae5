#ifndef Q_MOC_RUN
#include "net/relay/server/admin_server.h"
#endif

#include <QTcpSocket>
#include <QTest>

using namespace sotto::relay;

namespace {

constexpr int kShortMs = 200;

/// One connection to the server, which may send what it likes.
struct Client
{
    explicit Client(const AdminServer& server)
    {
        socket.connectToHost(QString::fromStdString(server.address().host), server.address().port);
    }
    bool isClosed() const { return socket.state() == QAbstractSocket::UnconnectedState; }

    QTcpSocket socket;
};

} // namespace

class TestAdminServer : public QObject
{
    Q_OBJECT

    std::unique_ptr<AdminServer> m_server;
    std::optional<std::string> m_problems;

    /// The whole answer to @p request.
    QByteArray answerTo(const QByteArray& request)
    {
        Client client(*m_server);
        client.socket.write(request);
        [&] { QTRY_VERIFY(client.isClosed()); }();
        return client.socket.readAll();
    }

private slots:
    void init()
    {
        m_problems.reset();
        m_server = std::make_unique<AdminServer>(
            AdminServer::Sources{[this] { return m_problems; },
                                 [] { return std::string("a_total 1\n"); }},
            kShortMs);
        QVERIFY(m_server->listen({"127.0.0.1", 0}));
        QVERIFY(m_server->address().port != 0);
    }

    void healthFollowsTheRelay()
    {
        const QByteArray well = answerTo("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(well.startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(well.contains("\r\nContent-Length: 3\r\n"));
        QVERIFY(well.endsWith("\r\n\r\nok\n"));
        m_problems = "disk full";
        const QByteArray ill = answerTo("GET /healthz HTTP/1.0\r\n\r\n");
        QVERIFY(ill.startsWith("HTTP/1.1 503 "));
        QVERIFY(ill.endsWith("\r\n\r\ndisk full\n"));
    }

    void metricsAreServed()
    {
        const QByteArray answer = answerTo("GET /metrics?x=1 HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(answer.startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(answer.contains("\r\nContent-Type: text/plain; version=0.0.4"));
        QVERIFY(answer.endsWith("\r\n\r\na_total 1\n"));
    }

    void otherRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("path") << QByteArray("GET / HTTP/1.1\r\n\r\n") << QByteArray("404 ");
        QTest::newRow("above") << QByteArray("GET /metrics/../x HTTP/1.1\r\n\r\n")
                               << QByteArray("404 ");
        QTest::newRow("post") << QByteArray("POST /metrics HTTP/1.1\r\n\r\n") << QByteArray("405 ");
        QTest::newRow("head") << QByteArray("HEAD /healthz HTTP/1.1\r\n\r\n") << QByteArray("405 ");
        QTest::newRow("no HTTP") << QByteArray("GET /metrics\r\n\r\n") << QByteArray("400 ");
        QTest::newRow("TLS") << QByteArray("\x16\x03\x01\r\n\r\n") << QByteArray("400 ");
        QTest::newRow("long") << "GET /" + QByteArray(5'000, 'x') << QByteArray("431 ");
        QTest::newRow("many headers")
            << "GET /metrics HTTP/1.1\r\n" + QByteArray("A: b\r\n").repeated(2'000)
            << QByteArray("431 ");
    }

    void otherRequestsAreRefused()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        const QByteArray answer = answerTo(request);
        QVERIFY2(answer.startsWith("HTTP/1.1 " + status), answer.constData());
        QVERIFY(!answer.contains("a_total"));
    }

    void requestInPiecesIsAnswered()
    {
        Client client(*m_server);
        client.socket.write("GET /hea");
        QTRY_COMPARE(client.socket.bytesToWrite(), 0);
        client.socket.write("lthz HTTP/1.1\r\n");
        QTRY_COMPARE(client.socket.bytesToWrite(), 0);
        client.socket.write("\r\n");
        QTRY_VERIFY(client.isClosed());
        QVERIFY(client.socket.readAll().startsWith("HTTP/1.1 200 OK"));
    }

    void slowClientIsCut()
    {
        Client client(*m_server);
        client.socket.write("GET /metrics HTTP/1.1\r\n");
        QTRY_VERIFY(client.isClosed());
        QCOMPARE(client.socket.readAll(), QByteArray());
    }

    void tooManyAreTurnedAway()
    {
        std::vector<std::unique_ptr<Client>> idle;
        for (int i = 0; i < AdminServer::kConnectionsMax; ++i) {
            idle.push_back(std::make_unique<Client>(*m_server));
        }
        for (const auto& client : idle) {
            QTRY_COMPARE(client->socket.state(), QAbstractSocket::ConnectedState);
        }
        QCOMPARE(answerTo("GET /healthz HTTP/1.1\r\n\r\n"), QByteArray());
        // Their time ends, and others are served.
        for (const auto& client : idle) {
            QTRY_VERIFY(client->isClosed());
        }
        QVERIFY(answerTo("GET /healthz HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 200"));
    }

    void takenPortIsSaid()
    {
        AdminServer other({[] { return std::nullopt; }, [] { return std::string(); }});
        const auto listened = other.listen(m_server->address());
        QVERIFY(!listened);
        QVERIFY(listened.error().find("choose another port") != std::string::npos);
    }

    void endsWithOpenConnections()
    {
        Client client(*m_server);
        client.socket.write("GET ");
        QTRY_COMPARE(client.socket.state(), QAbstractSocket::ConnectedState);
        QCoreApplication::processEvents();
        m_server.reset();
        QTRY_VERIFY(client.isClosed());
    }
};

QTEST_GUILESS_MAIN(TestAdminServer)
#include "tst_admin_server.moc"
