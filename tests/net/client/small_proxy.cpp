#include "tests/net/client/small_proxy.h"

#include <memory>

#include <QHostAddress>
#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>

namespace sotto::test {

namespace {

constexpr char kSocksOk[] = "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00";
constexpr char kSocksRefused[] = "\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00"; // by its rules

void pump(QTcpSocket* from, QTcpSocket* to)
{
    QObject::connect(from, &QTcpSocket::readyRead, to, [from, to] { to->write(from->readAll()); });
    QObject::connect(from, &QTcpSocket::disconnected, to, &QTcpSocket::disconnectFromHost);
}

int byteAt(const QByteArray& bytes, int place)
{
    return static_cast<unsigned char>(bytes.at(place));
}

} // namespace

SmallProxy::SmallProxy(Kind kind)
    : m_kind(kind)
    , m_server(new QTcpServer(this))
{
    m_server->setProxy(QNetworkProxy::NoProxy);
    if (!m_server->listen(QHostAddress::LocalHost)) {
        qFatal("cannot listen");
    }
    connect(m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* client = m_server->nextPendingConnection()) {
            serve(client);
        }
    });
}

std::uint16_t SmallProxy::port() const
{
    return m_server->serverPort();
}

void SmallProxy::serve(QTcpSocket* client)
{
    const auto what = std::make_shared<Asked>();
    const auto step = std::make_shared<int>(0);
    connect(client, &QTcpSocket::readyRead, this, [this, client, what, step] {
        if (m_kind == Kind::Socks5) {
            serveSocks(client, *what, *step);
        } else {
            serveHttp(client, *what);
        }
    });
}

// Qt sends each of these messages at once, so each is taken as it comes.
void SmallProxy::serveSocks(QTcpSocket* client, Asked& what, int& step)
{
    const QByteArray message = client->readAll();
    if (step == 0) {
        const bool offersPassword = message.mid(2).contains('\x02');
        step = offersPassword ? 1 : 2;
        client->write(QByteArray("\x05", 1) + (offersPassword ? '\x02' : '\x00'));
    } else if (step == 1) {
        step = 2;
        const int userBytes = byteAt(message, 1);
        what.user = message.mid(2, userBytes);
        what.password = message.mid(3 + userBytes);
        client->write(QByteArray("\x01\x00", 2));
    } else {
        what.byName = byteAt(message, 3) == 3;
        const int hostBytes = what.byName ? byteAt(message, 4) : 4;
        const int hostAt = what.byName ? 5 : 4;
        what.host = message.mid(hostAt, hostBytes);
        what.port = static_cast<std::uint16_t>(byteAt(message, hostAt + hostBytes) << 8 |
                                               byteAt(message, hostAt + hostBytes + 1));
        asked.push_back(what);
        if (refuses) {
            client->write(QByteArray(kSocksRefused, 10));
            client->disconnectFromHost();
            return;
        }
        join(client, what, QByteArray(kSocksOk, 10));
    }
}

void SmallProxy::serveHttp(QTcpSocket* client, Asked& what)
{
    const QByteArray head = client->readAll();
    const QByteArray target = head.split(' ').value(1);
    const auto colon = target.lastIndexOf(':');
    what.host = target.left(colon);
    what.byName = QHostAddress(QString::fromLatin1(what.host)).isNull();
    what.port = target.mid(colon + 1).toUShort();
    asked.push_back(what);
    if (refuses) {
        client->write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        client->disconnectFromHost();
        return;
    }
    join(client, what, "HTTP/1.1 200 Connection established\r\n\r\n");
}

void SmallProxy::join(QTcpSocket* client, const Asked& what, const QByteArray& agreed)
{
    client->disconnect(this);
    auto* relay = new QTcpSocket(client);
    relay->setProxy(QNetworkProxy::NoProxy);
    connect(relay, &QTcpSocket::connected, client, [client, relay, agreed] {
        pump(client, relay);
        pump(relay, client);
        client->write(agreed);
    });
    relay->connectToHost(QHostAddress::LocalHost, what.port);
}

} // namespace sotto::test
