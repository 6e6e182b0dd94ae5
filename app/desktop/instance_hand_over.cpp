#include "app/desktop/instance_hand_over.h"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

namespace sotto::desktop {

namespace {

/// A socket that is closed again.
class Descriptor
{
public:
    explicit Descriptor(int value)
        : m_value(value)
    {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (m_value >= 0) {
            ::close(m_value);
        }
    }
    [[nodiscard]] int value() const { return m_value; }

private:
    int m_value;
};

bool connectTo(int descriptor, const QByteArray& path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (static_cast<std::size_t>(path.size()) >= sizeof address.sun_path) {
        return false;
    }
    std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
    return ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool waitFor(int descriptor, short event, const QDeadlineTimer& deadline)
{
    pollfd entry{descriptor, event, 0};
    return ::poll(&entry, 1, static_cast<int>(deadline.remainingTime())) == 1;
}

bool sendAll(int descriptor, const QByteArray& bytes, const QDeadlineTimer& deadline)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        if (!waitFor(descriptor, POLLOUT, deadline)) {
            return false;
        }
        const ssize_t count =
            ::send(descriptor, bytes.constData() + sent,
                   static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno != EAGAIN && errno != EINTR) {
            return false;
        }
        sent += count > 0 ? count : 0;
    }
    return true;
}

bool attempt(const QByteArray& path, const QByteArray& bytes, const QDeadlineTimer& deadline)
{
    const Descriptor peer(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    char answer = 0;
    return peer.value() >= 0 && connectTo(peer.value(), path) && isPeerOfSameUser(peer.value()) &&
           sendAll(peer.value(), bytes, deadline) && waitFor(peer.value(), POLLIN, deadline) &&
           ::recv(peer.value(), &answer, 1, 0) == 1 && answer == kRequestTaken;
}

} // namespace

bool isPeerOfSameUser(int descriptor)
{
    ucred peer = {};
    socklen_t size = sizeof peer;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           peer.uid == ::geteuid();
}

bool handOver(const QString& socketPath, const InstanceRequest& request,
              std::chrono::milliseconds time)
{
    // The first instance may hold its lock and not listen yet.
    constexpr unsigned long kPauseMs = 20;
    const QByteArray path = QFile::encodeName(socketPath);
    const QByteArray bytes = serializeRequest(request);
    const QDeadlineTimer deadline(time);
    do {
        if (attempt(path, bytes, deadline)) {
            return true;
        }
        QThread::msleep(kPauseMs);
    } while (!deadline.hasExpired());
    return false;
}

} // namespace sotto::desktop
