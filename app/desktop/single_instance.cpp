#include "app/desktop/single_instance.h"

#include "app/desktop/instance_hand_over.h"
#include "app/desktop/private_folder.h"

#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <QTimer>

namespace sotto::desktop {

namespace {

/// Starts that are served at the same time; a person makes one.
constexpr int kPeersMax = 8;
/// From connecting to the whole request, which a start sends at once.
constexpr std::chrono::milliseconds kRequestTime{2000};

} // namespace

InstanceFiles instanceFiles(const QString& runtimeFolder, const QString& profilePath)
{
    constexpr qsizetype kNameLength = 20;
    const QString name = QString::fromLatin1(
        QCryptographicHash::hash(QFile::encodeName(QDir::cleanPath(profilePath)),
                                 QCryptographicHash::Blake2b_160)
            .toHex()
            .left(kNameLength));
    const bool isUsable = !runtimeFolder.isEmpty() && isPrivateFolder(runtimeFolder);
    const QString start = isUsable ? runtimeFolder + QStringLiteral("/sotto/") + name
                                   : profilePath + QStringLiteral("/instance");
    return {start + QStringLiteral(".lock"), start + QStringLiteral(".socket")};
}

SingleInstance::SingleInstance(InstanceFiles files, QObject* parent)
    : QObject(parent)
    , m_files(std::move(files))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.setMaxPendingConnections(kPeersMax);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::accept);
}

// The lock's file stays: one that is removed while another start opens it would be locked twice.
SingleInstance::~SingleInstance()
{
    m_server.close();
    if (m_lock >= 0) {
        ::close(m_lock);
    }
}

bool SingleInstance::takeLock()
{
    constexpr mode_t kOwnerReadWrite = 0600;
    m_lock = ::open(QFile::encodeName(m_files.lock).constData(),
                    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerReadWrite);
    return m_lock >= 0 && ::flock(m_lock, LOCK_EX | LOCK_NB) == 0;
}

InstanceStart SingleInstance::start(const InstanceRequest& request)
{
    if (makePrivateFolder(QFileInfo(m_files.lock).path())) {
        return InstanceStart::Unavailable;
    }
    if (takeLock()) {
        return InstanceStart::First;
    }
    if (m_lock < 0) {
        return InstanceStart::Unavailable;
    }
    return handOver(m_files.socket, request) ? InstanceStart::HandedOver
                                             : InstanceStart::NotAnswering;
}

bool SingleInstance::listen()
{
    QLocalServer::removeServer(m_files.socket);
    return m_server.listen(m_files.socket);
}

void SingleInstance::accept()
{
    while (QLocalSocket* peer = m_server.nextPendingConnection()) {
        connect(peer, &QLocalSocket::disconnected, peer, &QObject::deleteLater);
        const bool isOneTooMany =
            m_server.findChildren<QLocalSocket*>(Qt::FindDirectChildrenOnly).size() > kPeersMax;
        if (isOneTooMany || !isPeerOfSameUser(static_cast<int>(peer->socketDescriptor()))) {
            peer->abort();
            continue;
        }
        peer->setReadBufferSize(static_cast<qint64>(kRequestBytesMax) + 1);
        connect(peer, &QLocalSocket::readyRead, this, [this, peer] { read(peer); });
        QTimer::singleShot(kRequestTime, peer, [peer] { peer->abort(); });
        read(peer);
    }
}

void SingleInstance::read(QLocalSocket* peer)
{
    const QByteArray bytes = peer->peek(static_cast<qint64>(kRequestBytesMax) + 1);
    if (requestState(bytes) == RequestState::Incomplete) {
        return;
    }
    disconnect(peer, &QLocalSocket::readyRead, this, nullptr);
    const auto request = parseRequest(bytes);
    if (!request) {
        peer->abort();
        return;
    }
    peer->write(&kRequestTaken, 1);
    peer->disconnectFromServer();
    Q_EMIT requested(*request);
}

} // namespace sotto::desktop
