#include "net/relay/server/admin_server.h"

#include "net/relay/server/prometheus_text.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace sotto::relay {

using crypto::Unexpected;

namespace {

constexpr const char* kPlainText = "text/plain; charset=utf-8";
constexpr QByteArrayView kEndOfHead = "\r\n\r\n";

QByteArray response(const char* status, const char* type, const std::string& body,
                    const char* extraHeader = "")
{
    QByteArray out("HTTP/1.1 ");
    out += status;
    out += "\r\nContent-Type: ";
    out += type;
    out += "\r\nContent-Length: " + QByteArray::number(qulonglong(body.size()));
    out += "\r\nCache-Control: no-store\r\nConnection: close\r\n";
    out += extraHeader;
    out += "\r\n";
    out.append(body.data(), qsizetype(body.size()));
    return out;
}

QByteArray refusal(const char* status, const char* extraHeader = "")
{
    return response(status, kPlainText, std::string(status) + "\n", extraHeader);
}

/// "GET /path HTTP/1.1" taken apart; empty views if it is no such line.
struct RequestLine
{
    std::string_view method;
    std::string_view path;
};

RequestLine parseRequestLine(std::string_view request)
{
    const std::string_view line = request.substr(0, request.find("\r\n"));
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last ||
        !line.substr(last + 1).starts_with("HTTP/1.")) {
        return {};
    }
    std::string_view path = line.substr(first + 1, last - first - 1);
    return {line.substr(0, first), path.substr(0, path.find('?'))};
}

} // namespace

AdminServer::AdminServer(Sources sources, int connectionTimeMs)
    : m_sources(std::move(sources))
    , m_connectionTimeMs(connectionTimeMs)
    , m_server(std::make_unique<QTcpServer>())
{
    m_server->setMaxPendingConnections(kConnectionsMax);
    QObject::connect(m_server.get(), &QTcpServer::newConnection, m_server.get(),
                     [this] { accept(); });
}

AdminServer::~AdminServer() = default;

crypto::Result<void, std::string> AdminServer::listen(const ListenAddress& address)
{
    if (!m_server->listen(QHostAddress(QString::fromStdString(address.host)), address.port)) {
        return Unexpected("--metrics " + address.text() + " cannot be listened on (" +
                          m_server->errorString().toStdString() + "); choose another port.");
    }
    return {};
}

ListenAddress AdminServer::address() const
{
    return {m_server->serverAddress().toString().toStdString(), m_server->serverPort()};
}

void AdminServer::accept()
{
    while (QTcpSocket* socket = m_server->nextPendingConnection()) {
        if (m_connections >= kConnectionsMax) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        ++m_connections;
        // The server's children die with it, and then nothing is counted any more.
        QObject::connect(socket, &QTcpSocket::disconnected, m_server.get(), [this, socket] {
            --m_connections;
            socket->deleteLater();
        });
        QObject::connect(socket, &QTcpSocket::readyRead, m_server.get(),
                         [this, socket] { read(socket); });
        socket->setReadBufferSize(kRequestBytesMax + 1);
        // Whether it sends too slowly or takes the answer too slowly.
        QTimer::singleShot(m_connectionTimeMs, socket, [socket] { socket->abort(); });
    }
}

void AdminServer::read(QTcpSocket* socket)
{
    const QByteArray request = socket->peek(qint64(kRequestBytesMax) + 1);
    const bool isComplete = request.contains(kEndOfHead);
    if (!isComplete && request.size() <= qsizetype(kRequestBytesMax)) {
        return;
    }
    QObject::disconnect(socket, &QTcpSocket::readyRead, nullptr, nullptr);
    // What still comes is dropped: unread bytes would make the close a reset, and lose the answer.
    socket->readAll();
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->readAll(); });
    if (isComplete) {
        answer(socket, {request.data(), std::size_t(request.size())});
    } else {
        socket->write(refusal("431 Request Header Fields Too Large"));
    }
    socket->disconnectFromHost();
}

void AdminServer::answer(QTcpSocket* socket, std::string_view request)
{
    const auto [method, path] = parseRequestLine(request);
    if (method.empty()) {
        socket->write(refusal("400 Bad Request"));
    } else if (path != "/healthz" && path != "/metrics") {
        socket->write(refusal("404 Not Found"));
    } else if (method != "GET") {
        socket->write(refusal("405 Method Not Allowed", "Allow: GET\r\n"));
    } else if (path == "/metrics") {
        socket->write(response("200 OK", PrometheusText::kContentType, m_sources.metrics()));
    } else if (const auto problems = m_sources.problems()) {
        socket->write(response("503 Service Unavailable", kPlainText, *problems + "\n"));
    } else {
        socket->write(response("200 OK", kPlainText, "ok\n"));
    }
}

} // namespace sotto::relay
