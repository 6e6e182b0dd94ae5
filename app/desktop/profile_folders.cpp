#include "app/desktop/profile_folders.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>

namespace sotto::desktop {

namespace {

bool isProfileName(const QString& name)
{
    static const QRegularExpression kName(QStringLiteral("\\A[A-Za-z0-9_][A-Za-z0-9._-]*\\z"));
    return name.size() <= kProfileNameLengthMax && kName.match(name).hasMatch();
}

} // namespace

QString profilesFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/sotto");
}

QStringList profileNames(const QString& base)
{
    QStringList names = QDir(base).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    names.removeIf([](const QString& name) { return !isProfileName(name); });
    return names;
}

crypto::Result<ProfileFolder, FolderError> openProfileFolder(const QString& base,
                                                             const QString& profile)
{
    const bool isPath = profile.contains(u'/');
    if (!isPath && !isProfileName(profile)) {
        return crypto::Unexpected(FolderError::BadName);
    }
    const QString path =
        QDir::cleanPath(QDir(isPath ? QDir::currentPath() : base).absoluteFilePath(profile));
    if (const auto error = makePrivateFolder(path)) {
        return crypto::Unexpected(*error);
    }
    return ProfileFolder{QDir(path).dirName(), path};
}

QString describe(FolderError error, const QString& profile)
{
    const char* text = nullptr;
    switch (error) {
    case FolderError::BadName:
        text = QT_TRANSLATE_NOOP(
            "ProfileFolder", "\"%1\" cannot be the name of a profile. Use letters, digits, dots, "
                             "dashes and underscores.");
        break;
    case FolderError::NotAFolder:
        text = QT_TRANSLATE_NOOP("ProfileFolder", "Where the profile \"%1\" should be is something "
                                                  "other than a folder.");
        break;
    case FolderError::NotOurs:
        text = QT_TRANSLATE_NOOP("ProfileFolder",
                                 "The folder of the profile \"%1\" belongs to another user.");
        break;
    case FolderError::NotPrivate:
        text = QT_TRANSLATE_NOOP("ProfileFolder", "Others may read the folder of the profile "
                                                  "\"%1\", and Sotto may not change that.");
        break;
    case FolderError::NotMade:
        text = QT_TRANSLATE_NOOP("ProfileFolder", "The folder of the profile \"%1\" is not there "
                                                  "and cannot be made.");
        break;
    }
    return QCoreApplication::translate("ProfileFolder", text).arg(profile);
}

} // namespace sotto::desktop
