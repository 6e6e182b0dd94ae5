#include "app/storage/profile_wipe.h"
#include "app/viewmodels/app_parts.h"

namespace sotto::viewmodels {

void App::Parts::wipe(Stage next)
{
    m_keys->forgetInKeychain();
    // The pages first: they have nothing to say about a profile that is closed.
    setStage(Stage::Starting);
    close();
    m_wasReady = false;
    if (storage::wipeProfile(options.folder)) {
        beginThreads();
        setStage(next);
    } else {
        fail({core::ProblemKind::Io, "the profile is not deleted"});
    }
}

} // namespace sotto::viewmodels
