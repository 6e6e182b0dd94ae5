pragma Singleton

import QtQuick
import Sotto.Native

// Everything that a page needs to know about how Sotto looks: colours, type, distances, radii,
// sizes, motion. No page and no component has a colour or a size of its own.
//
// What a person can choose is set here by the settings (scheme, highContrast, reduceMotion,
// textScaleChoice); everything else follows.
QtObject {
    id: theme

    enum Scheme {
        System,
        Light,
        Dark
    }

    // Theme.System follows the system's palette.
    property int scheme: Theme.System
    property bool highContrast: false
    property bool reduceMotion: false
    // The person's own choice between 1 and 2; 0 follows the system's font.
    property real textScaleChoice: 0
    // Whether the language reads from right to left. A window hands it on with
    // LayoutMirroring.enabled and LayoutMirroring.childrenInherit.
    property bool mirrored: SystemAppearance.mirrored
    // Whether the language is written in Arabic, Devanagari, Thai or another tall script.
    property bool tallScript: SystemAppearance.tallScript

    readonly property bool dark: theme.scheme === Theme.System ? SystemAppearance.dark : theme.scheme === Theme.Dark
    // Between 1 and 2.
    readonly property real textScale: theme.textScaleChoice > 0 ? Math.max(1, Math.min(2, theme.textScaleChoice)) : SystemAppearance.textScale

    readonly property ThemeColors color: ThemeColors {
        dark: theme.dark
        highContrast: theme.highContrast
    }
    readonly property ThemeAvatars avatar: ThemeAvatars {
        dark: theme.dark
    }
    readonly property ThemeTypes type: ThemeTypes {
        textScale: theme.textScale
        tallScript: theme.tallScript
    }
    readonly property ThemeSpaces space: ThemeSpaces {}
    readonly property ThemeRadii radius: ThemeRadii {}
    readonly property ThemeSizes size: ThemeSizes {
        textScale: theme.textScale
    }
    readonly property ThemeMotion motion: ThemeMotion {
        reduced: theme.reduceMotion
    }

    // Widths of the window at which the layout changes: below the first one column, from the second
    // three.
    readonly property int narrowBelow: 680
    readonly property int detailsInlineFrom: 1080
}
