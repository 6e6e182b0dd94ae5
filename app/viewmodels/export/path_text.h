#pragma once

#include <filesystem>
#include <optional>

#include <QString>
#include <QUrl>

namespace sotto::viewmodels {

/// A place on this computer; nothing if @p url leads elsewhere.
[[nodiscard]] std::optional<std::filesystem::path> pathOf(const QUrl& url);
[[nodiscard]] QUrl urlOf(const std::filesystem::path& path);
/// The last part of a path, for people.
[[nodiscard]] QString nameOf(const std::filesystem::path& path);
/// A folder, for people: "~" stands for their own.
[[nodiscard]] QString folderText(const std::filesystem::path& folder);

} // namespace sotto::viewmodels
