#include "app/desktop/private_folder.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>

namespace sotto::desktop {

namespace {

constexpr mode_t kOwnerOnly = 0700;
constexpr mode_t kOthersBits = 0077;

/// Also the folders above it, each for this user alone from its first moment.
bool makeFolders(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), kOwnerOnly) == 0 || errno == EEXIST) {
        return true;
    }
    const QString above = QDir::cleanPath(path + QStringLiteral("/.."));
    return errno == ENOENT && above != path && makeFolders(above) &&
           (::mkdir(name.constData(), kOwnerOnly) == 0 || errno == EEXIST);
}

} // namespace

std::optional<FolderError> makePrivateFolder(const QString& path)
{
    if (!makeFolders(path)) {
        return FolderError::NotMade;
    }
    const QByteArray name = QFile::encodeName(path);
    struct stat status = {};
    if (::stat(name.constData(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        return FolderError::NotAFolder;
    }
    if (status.st_uid != ::geteuid()) {
        return FolderError::NotOurs;
    }
    if ((status.st_mode & kOthersBits) != 0 && ::chmod(name.constData(), kOwnerOnly) != 0) {
        return FolderError::NotPrivate;
    }
    return std::nullopt;
}

bool isPrivateFolder(const QString& path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 && S_ISDIR(status.st_mode) &&
           status.st_uid == ::geteuid() && (status.st_mode & kOthersBits) == 0;
}

} // namespace sotto::desktop
