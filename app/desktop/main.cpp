#include "app/desktop/command_line.h"
#include "app/desktop/log_output.h"
#include "app/desktop/process_hardening.h"
#include "app/desktop/profile_folders.h"
#include "app/desktop/shell.h"

#include <cstdio>

#include <QApplication>
#include <QLocale>

using namespace sotto;
using namespace sotto::desktop;

namespace {

/// As sysexits.h numbers them.
constexpr int kExitUsage = 64;
constexpr int kExitSoftware = 70;
constexpr int kExitCannotStart = 73;
constexpr int kExitNoAnswer = 75;

int fail(int code, const QString& text)
{
    std::fprintf(stderr, "sotto: %s\n", qUtf8Printable(text));
    return code;
}

InstanceRequest requestOf(const CommandLine& line)
{
    QByteArray token = qgetenv("XDG_ACTIVATION_TOKEN");
    if (token.isEmpty()) {
        token = qgetenv("DESKTOP_STARTUP_ID");
    }
    return {line.isQuiet, token, line.link};
}

int showWindow(int argc, char** argv, SingleInstance& instance, const CommandLine& line,
               const ProfileFolder& profile)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("sotto"));
    QApplication::setApplicationDisplayName(QStringLiteral("Sotto"));
    QApplication::setApplicationVersion(QStringLiteral(SOTTO_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("sotto"));
    if (QLocale::system().language() == QLocale::C) {
        // No language is set: times and numbers as the English texts around them.
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }
    if (!instance.listen()) {
        qWarning("other starts cannot reach this one");
    }
    Shell shell(line, profile, instance);
    if (!shell.start()) {
        return kExitSoftware;
    }
    return QApplication::exec();
}

int start(int argc, char** argv, const CommandLine& line)
{
    const QString profile = line.profile.isEmpty() ? kDefaultProfile : line.profile;
    const auto folder = openProfileFolder(profilesFolder(), profile);
    if (!folder) {
        return fail(kExitCannotStart, describe(folder.error(), profile));
    }
    SingleInstance instance(instanceFiles(qEnvironmentVariable("XDG_RUNTIME_DIR"), folder->path));
    switch (instance.start(requestOf(line))) {
    case InstanceStart::HandedOver:
        return 0;
    case InstanceStart::NotAnswering:
        return fail(kExitNoAnswer, QStringLiteral("Sotto runs already and does not answer."));
    case InstanceStart::First:
    case InstanceStart::Unavailable:
        break;
    }
    return showWindow(argc, argv, instance, line, *folder);
}

} // namespace

int main(int argc, char** argv)
{
    if (!hardenProcess()) {
        return fail(kExitSoftware, QStringLiteral("libsodium is broken or missing something"));
    }
    installLogOutput();
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        arguments += QString::fromLocal8Bit(argv[i]);
    }
    const auto line = parseCommandLine(arguments);
    if (!line) {
        return fail(kExitUsage, line.error());
    }
    switch (line->action) {
    case CommandLineAction::Help:
        std::fputs(qUtf8Printable(commandLineHelp()), stdout);
        return 0;
    case CommandLineAction::Version:
        std::puts("sotto " SOTTO_VERSION);
        return 0;
    case CommandLineAction::Run:
        break;
    }
    return start(argc, argv, *line);
}
