#pragma once

#include "app/desktop/instance_request.h"

#include <QLocalServer>
#include <QObject>

class QLocalSocket;

namespace sotto::desktop {

enum class InstanceStart
{
    First,        ///< this is the one: it shall listen for others
    HandedOver,   ///< another one took the request; this one ends
    NotAnswering, ///< another one has the profile and did not answer in time
    Unavailable   ///< nobody can be told apart here (no folder for the lock); goes on alone
};

/// The files by which instances of one profile find each other.
struct InstanceFiles
{
    QString lock;   ///< locked (flock(2)) as long as the first instance lives, however it ends
    QString socket; ///< a socket that nobody listens at is left of one that was killed
};

/// In @p runtimeFolder (XDG_RUNTIME_DIR) if that is this user's alone, else in the profile's
/// folder. Names are hashes of the profile's path: a socket's path has at most 107 bytes.
[[nodiscard]] InstanceFiles instanceFiles(const QString& runtimeFolder, const QString& profilePath);

/// One instance for each profile. A second start gives its link to the first one and ends.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    explicit SingleInstance(InstanceFiles files, QObject* parent = nullptr);
    ~SingleInstance() override;

    /// Blocks for a few seconds at most, and only if there is another instance that hangs. Call it
    /// before anything that shows; needs no application object.
    [[nodiscard]] InstanceStart start(const InstanceRequest& request);

    /// Of the first instance, once there is an application object. Starts that came before are
    /// served now. False: others cannot reach this one.
    [[nodiscard]] bool listen();

Q_SIGNALS:
    /// Another start by the same user.
    void requested(const sotto::desktop::InstanceRequest& request);

private:
    [[nodiscard]] bool takeLock();
    void accept();
    void read(QLocalSocket* peer);

    InstanceFiles m_files;
    int m_lock = -1;
    QLocalServer m_server;
};

} // namespace sotto::desktop
