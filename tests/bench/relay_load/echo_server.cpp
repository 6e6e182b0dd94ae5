#include "tests/bench/relay_load/floors.h"

#include <iostream>
#include <unistd.h>

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QWebSocket>
#include <QWebSocketServer>

namespace sotto::bench {

int serveEcho(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QWebSocketServer server(QStringLiteral("echo"), QWebSocketServer::NonSecureMode);
    if (!server.listen(QHostAddress::LocalHost)) {
        return 1;
    }
    QObject::connect(&server, &QWebSocketServer::newConnection, &server, [&server] {
        QWebSocket* socket = server.nextPendingConnection();
        QObject::connect(
            socket, &QWebSocket::binaryMessageReceived, socket,
            [socket](const QByteArray& message) { socket->sendBinaryMessage(message); });
        QObject::connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
    });
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    std::cout << server.serverPort() << std::endl;
    return QCoreApplication::exec();
}

} // namespace sotto::bench
