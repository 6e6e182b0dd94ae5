import QtQml

// The names of all scenes, in order.
QtObject {
    readonly property list<string> names: ["01-first-run", "01b-words", "01c-words-wrong", "01d-words-failed", "01e-words-relay", "01f-joining", "02-invite", "02b-open-invite", "02c-outside-link", "02d-invited", "03-main", "03c-states", "03d-editing", "04-empty", "05-search", "05b-find", "06-details", "06b-differs", "07-alarm", "07b-alarm-words", "07c-alarm-without", "07d-alarm-done", "07e-alarm-new-words", "07-link", "08-switcher", "08b-keys", "09-words", "09b-confirm", "10-settings-profile", "10-settings-devices", "10-settings-words", "10-settings-lock", "10-settings-privacy", "10-settings-notifications", "10-settings-appearance", "10-settings-relay", "10-settings-storage", "10-settings-about", "11-locked", "10b-devices-pending", "10c-check-words", "10d-lost-words", "10e-rename-device", "11b-failure", "11c-removed", "11d-copied", "12b-restoring", "12c-trouble", "12-list", "13-request", "13b-asked", "14-paused", "14b-phrase", "16-emoji"]
}
