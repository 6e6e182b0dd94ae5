#pragma once

#include <optional>

#include <QString>

namespace sotto::desktop {

enum class FolderError
{
    BadName,    ///< not a name: letters, digits, '.', '_', '-', and no '.' or '-' first
    NotAFolder, ///< something else is there
    NotOurs,    ///< it belongs to another user
    NotPrivate, ///< others may enter it, and that cannot be changed
    NotMade     ///< it is not there and cannot be made: read-only, full, no permission
};

/// Makes the folder @p path, and those above it that are missing, for this user alone (mode 0700).
/// One that is there already and that others could enter is shut. Empty if all is well.
[[nodiscard]] std::optional<FolderError> makePrivateFolder(const QString& path);

/// True if @p path is a folder of this user that nobody else may enter. Changes nothing.
[[nodiscard]] bool isPrivateFolder(const QString& path);

} // namespace sotto::desktop
