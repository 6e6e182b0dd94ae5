#pragma once

#include "app/cli/invocation.h"

/// What each verb does. The session is open; it has an account, unless the verb makes one.
namespace sotto::cli {

using Outcome = crypto::Result<void, Refusal>;

Outcome runCreate(Session& session, const Invocation& invocation);
Outcome runWhoami(Session& session, const Invocation& invocation);
Outcome runPhrase(Session& session, const Invocation& invocation);
Outcome runCheckPhrase(Session& session, const Invocation& invocation);
Outcome runRotatePhrase(Session& session, const Invocation& invocation);
Outcome runLostPhrase(Session& session, const Invocation& invocation);
Outcome runLink(Session& session, const Invocation& invocation);
Outcome runDevices(Session& session, const Invocation& invocation);
Outcome runRenameDevice(Session& session, const Invocation& invocation);
Outcome runRevoke(Session& session, const Invocation& invocation);
Outcome runUnlink(Session& session, const Invocation& invocation);
Outcome runRelay(Session& session, const Invocation& invocation);

Outcome runAlarms(Session& session, const Invocation& invocation);
Outcome runAnswer(Session& session, const Invocation& invocation);
Outcome runVeto(Session& session, const Invocation& invocation);
Outcome runApproveDevice(Session& session, const Invocation& invocation);
Outcome runNewDevices(Session& session, const Invocation& invocation);

Outcome runInvite(Session& session, const Invocation& invocation);
Outcome runAccept(Session& session, const Invocation& invocation);
Outcome runRequests(Session& session, const Invocation& invocation);
Outcome runApprove(Session& session, const Invocation& invocation);
Outcome runContacts(Session& session, const Invocation& invocation);
Outcome runSafetyNumber(Session& session, const Invocation& invocation);
Outcome runBlock(Session& session, const Invocation& invocation);
Outcome runUnblock(Session& session, const Invocation& invocation);

Outcome runSend(Session& session, const Invocation& invocation);
Outcome runSendLines(Session& session, const Invocation& invocation);
Outcome runReceive(Session& session, const Invocation& invocation);
Outcome runHistory(Session& session, const Invocation& invocation);

Outcome runExport(Session& session, const Invocation& invocation);
Outcome runBackup(Session& session, const Invocation& invocation);
Outcome runBackupRestore(Session& session, const Invocation& invocation);
Outcome runBackupRead(const Invocation& invocation);
Outcome runDeleteAccount(Session& session, const Invocation& invocation);

} // namespace sotto::cli
