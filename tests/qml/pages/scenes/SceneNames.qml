import QtQml

// The names of all scenes, in order.
QtObject {
    id: scenes

    readonly property list<string> names: ["01-first-run", "01b-words", "01c-words-wrong", "01d-words-failed", "01e-words-relay", "01f-joining", "02-invite", "02b-open-invite", "02c-outside-link", "02d-invited", "03-main", "03c-states", "03d-editing", "04-empty", "05-search", "05b-find", "06-details", "06b-differs", "07-alarm", "07b-alarm-words", "07c-alarm-without", "07d-alarm-done", "07e-alarm-new-words", "07f-alarm-elsewhere", "07g-alarm-used", "07h-alarm-removal", "07i-alarm-replacing", "07j-alarm-failed", "07k-alarm-offline", "07l-alarm-long-name", "07-link", "08-switcher", "08b-keys", "09-words", "09b-confirm", "10-settings-profile", "10-settings-devices", "10-settings-words", "10-settings-lock", "10-settings-privacy", "10-settings-notifications", "10-settings-appearance", "10-settings-relay", "10-settings-storage", "10-settings-about", "11-locked", "10b-devices-pending", "10c-check-words", "10d-replace-words", "10e-rename-device", "10f-remove-device", "10g-remove-this-device", "10h-remove-with-words", "10i-removed-with-words", "10j-words-right", "10k-words-busy", "10l-words-offline", "10m-new-devices-wait", "10n-confirm-new-words", "10o-words-elsewhere", "10p-devices-long-names", "10q-devices-shut-out", "10r-devices-failed", "10s-join-again", "11b-failure", "11c-removed", "11e-left", "12d-shut-out", "11d-copied", "12b-restoring", "12c-trouble", "12-list", "13-request", "13b-asked", "14-paused", "14b-phrase", "16-emoji"]
    // Of copies of an account, and of its end.
    readonly property list<string> copies: ["17-export", "17b-export-running", "17c-export-done", "17d-export-failed", "17e-backup", "17f-backup-no-words", "17g-backup-done", "17h-take-backup", "17i-take-backup-wrong", "17j-taking-backup", "18-leave", "18b-leave-words", "18c-leave-wrong", "18d-leave-confirm", "18e-leaving", "18f-leaving-trouble", "18g-leaving-stop", "18h-deleted"]
    // Of new words without the old ones.
    readonly property list<string> lostWords: ["19-lose-words", "19b-lose-failed", "19c-new-words", "19d-waiting", "19e-unwritten", "19f-ready", "19g-finish", "19h-in-force", "19i-ended", "19j-stop"]
    readonly property list<string> all: Array.from(scenes.names).concat(Array.from(scenes.copies), Array.from(scenes.lostWords))
}
