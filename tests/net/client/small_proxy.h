#pragma once

#include <vector>

#include <QByteArray>
#include <QObject>

class QTcpServer;
class QTcpSocket;

namespace sotto::test {

/// A SOCKS5 (RFC 1928, 1929) or HTTP CONNECT proxy on loopback that writes down what it is asked
/// for. Whatever the host is, it connects to that port of this computer.
class SmallProxy : public QObject
{
public:
    enum class Kind
    {
        Socks5,
        Http
    };
    struct Asked
    {
        bool byName = false; ///< a name and no address
        QByteArray host;
        std::uint16_t port = 0;
        QByteArray user;
        QByteArray password;
    };

    explicit SmallProxy(Kind kind);
    [[nodiscard]] std::uint16_t port() const;

    bool refuses = false;
    std::vector<Asked> asked;

private:
    void serve(QTcpSocket* client);
    void serveSocks(QTcpSocket* client, Asked& asked, int& step);
    void serveHttp(QTcpSocket* client, Asked& asked);
    void join(QTcpSocket* client, const Asked& asked, const QByteArray& agreed);

    Kind m_kind;
    QTcpServer* m_server;
};

} // namespace sotto::test
