#include "app/viewmodels/export/path_text.h"

#include <QDir>
#include <QFile>

namespace sotto::viewmodels {

namespace {

QString textOf(const std::filesystem::path& path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

} // namespace

std::optional<std::filesystem::path> pathOf(const QUrl& url)
{
    if (!url.isLocalFile()) {
        return std::nullopt;
    }
    return std::filesystem::path(QFile::encodeName(url.toLocalFile()).toStdString());
}

QUrl urlOf(const std::filesystem::path& path)
{
    return QUrl::fromLocalFile(textOf(path));
}

QString nameOf(const std::filesystem::path& path)
{
    return textOf(path.filename());
}

QString folderText(const std::filesystem::path& folder)
{
    const QString text = textOf(folder);
    const QString home = QDir::homePath();
    return text == home                               ? QStringLiteral("~")
           : text.startsWith(home + QLatin1Char('/')) ? QLatin1Char('~') + text.mid(home.size())
                                                      : text;
}

} // namespace sotto::viewmodels
