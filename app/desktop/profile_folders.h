#pragma once

#include "app/desktop/private_folder.h"
#include "crypto/base/result.h"

#include <QString>
#include <QStringList>

namespace sotto::desktop {

/// The profile of a start without --profile.
inline const QString kDefaultProfile = QStringLiteral("default");
/// Characters of a profile's name, so that it is always one part of a path.
constexpr int kProfileNameLengthMax = 64;

/// Where one account lives on this machine.
struct ProfileFolder
{
    QString name; ///< shown to the person: the name, or the folder's last part
    QString path; ///< absolute
};

/// Where profiles live that are called by name: XDG_DATA_HOME/sotto.
[[nodiscard]] QString profilesFolder();

/// The names of all profiles below @p base, sorted.
[[nodiscard]] QStringList profileNames(const QString& base);

/// Finds or makes the folder of @p profile, a name below @p base or, with a '/' in it, a folder. It
/// belongs to this user alone afterwards (mode 0700): one that others could enter is shut.
[[nodiscard]] crypto::Result<ProfileFolder, FolderError> openProfileFolder(const QString& base,
                                                                           const QString& profile);

/// A sentence for the console and for the page that says why Sotto cannot start.
[[nodiscard]] QString describe(FolderError error, const QString& profile);

} // namespace sotto::desktop
