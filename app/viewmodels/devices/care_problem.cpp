#include "app/viewmodels/devices/care_problem.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("PhraseCare", text);
}

} // namespace

ShownProblem careProblem(const core::Problem& problem, const QString& elsewhere)
{
    using enum core::ProblemKind;
    switch (problem.kind) {
    case WordsWrong:
        return {tr("These are not the words of this account."),
                tr("They may be older ones, or those of another account. Look for a newer paper.")};
    case NotSenior:
        return {tr("This device may not do that: another one was here before."),
                elsewhere.isEmpty() ? tr("Do it on the device that you had first.") : elsewhere};
    case NoStampRelay:
        return {tr("No relay can vouch for the waiting time yet."),
                tr("Nothing was changed. Try again once Sotto is connected to your relay; your "
                   "words are still here.")};
    case Cancelled:
        return {tr("Another device changed your account at the same moment."),
                tr("Nothing was changed here. Try again; your words are still here.")};
    case ChangePending:
        return {tr("New words are being made already."),
                tr("Sotto shows them once the relay has them: in the settings, under Twelve "
                   "words.")};
    case NoSuchDevice:
        return {tr("That device is not part of your account any more."),
                tr("There is nothing left to do.")};
    default:
        return shownProblem(problem);
    }
}

} // namespace sotto::viewmodels
