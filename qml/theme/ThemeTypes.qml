import QtQuick
import Sotto.Native

// The type styles. Use them as Theme.type.body.font and Theme.type.body.lineHeight, or through the
// Label component, which takes the whole style.
//
// Tall scripts are set one size up, without letter spacing, in two weights.
QtObject {
    id: types

    // 1 for 100 %, 2 for 200 %.
    required property real textScale
    required property bool tallScript

    // First-run pages.
    readonly property TypeStyle display: TypeStyle {
        pixelSize: types.tallScript ? 29 : 28
        leading: types.tallScript ? 40 : 36
        weight: 600
        tracking: types.tallScript ? 0 : -0.4
        scale: types.textScale
    }
    // Dialogs, heads of pages.
    readonly property TypeStyle title: TypeStyle {
        pixelSize: types.tallScript ? 21 : 20
        leading: types.tallScript ? 32 : 28
        weight: 600
        tracking: types.tallScript ? 0 : -0.2
        scale: types.textScale
    }
    // Names, sections.
    readonly property TypeStyle heading: TypeStyle {
        pixelSize: types.tallScript ? 16 : 15
        leading: types.tallScript ? 23 : 20
        weight: 600
        scale: types.textScale
    }
    // Nearly everything.
    readonly property TypeStyle body: TypeStyle {
        pixelSize: types.tallScript ? 15 : 14
        leading: types.tallScript ? 24 : 20
        weight: 400
        scale: types.textScale
    }
    // Unread names, verbs on buttons.
    readonly property TypeStyle bodyStrong: TypeStyle {
        pixelSize: types.tallScript ? 15 : 14
        leading: types.tallScript ? 24 : 20
        weight: 600
        scale: types.textScale
    }
    // Under a display.
    readonly property TypeStyle lead: TypeStyle {
        pixelSize: types.tallScript ? 16 : 15
        leading: types.tallScript ? 25 : 22
        weight: 400
        scale: types.textScale
    }
    // What is typed into a field.
    readonly property TypeStyle input: TypeStyle {
        pixelSize: types.tallScript ? 16 : 15
        leading: types.tallScript ? 23 : 20
        weight: 400
        scale: types.textScale
    }
    // Second line of rows.
    readonly property TypeStyle preview: TypeStyle {
        pixelSize: types.tallScript ? 14 : 13
        leading: types.tallScript ? 23 : 20
        weight: 400
        scale: types.textScale
    }
    // Labels of fields, chips, banners.
    readonly property TypeStyle label: TypeStyle {
        pixelSize: types.tallScript ? 14 : 13
        leading: types.tallScript ? 21 : 18
        weight: types.tallScript ? 600 : 500
        scale: types.textScale
    }
    // Times in rows, hints.
    readonly property TypeStyle caption: TypeStyle {
        pixelSize: types.tallScript ? 13 : 12
        leading: types.tallScript ? 19 : 16
        weight: 400
        scale: types.textScale
    }
    // Time and state under bubbles.
    readonly property TypeStyle meta: TypeStyle {
        pixelSize: types.tallScript ? 12 : 11
        leading: types.tallScript ? 16 : 14
        weight: 400
        scale: types.textScale
    }
    // Code, links to compare.
    readonly property TypeStyle code: TypeStyle {
        pixelSize: 13
        leading: 20
        weight: 400
        mono: true
        scale: types.textScale
    }
    // Safety numbers.
    readonly property TypeStyle safetyNumber: TypeStyle {
        pixelSize: 15
        leading: 22
        weight: 400
        mono: true
        scale: types.textScale
    }
    // The twelve words as shown.
    readonly property TypeStyle word: TypeStyle {
        pixelSize: types.tallScript ? 18 : 17
        leading: types.tallScript ? 27 : 24
        weight: types.tallScript ? 600 : 500
        scale: types.textScale
    }
    // A message of one to three emoji.
    readonly property TypeStyle emojiOnly: TypeStyle {
        pixelSize: 40
        leading: 48
        weight: 400
        tracking: 2
        scale: types.textScale
    }
    // Names in rows that are read.
    readonly property TypeStyle bodyMedium: TypeStyle {
        pixelSize: types.tallScript ? 15 : 14
        leading: types.tallScript ? 24 : 20
        weight: types.tallScript ? 600 : 500
        scale: types.textScale
    }
    // First line of a banner.
    readonly property TypeStyle labelStrong: TypeStyle {
        pixelSize: types.tallScript ? 14 : 13
        leading: types.tallScript ? 21 : 18
        weight: 600
        scale: types.textScale
    }
    // Authors in groups, labels of groups of rows.
    readonly property TypeStyle captionStrong: TypeStyle {
        pixelSize: types.tallScript ? 13 : 12
        leading: types.tallScript ? 19 : 16
        weight: 600
        scale: types.textScale
    }
    // Day lines.
    readonly property TypeStyle captionMedium: TypeStyle {
        pixelSize: types.tallScript ? 13 : 12
        leading: types.tallScript ? 19 : 16
        weight: types.tallScript ? 600 : 500
        scale: types.textScale
    }
    // "Typing" and "Draft" in rows.
    readonly property TypeStyle previewMedium: TypeStyle {
        pixelSize: types.tallScript ? 14 : 13
        leading: types.tallScript ? 23 : 20
        weight: types.tallScript ? 600 : 500
        scale: types.textScale
    }
    // Verbs on large buttons.
    readonly property TypeStyle buttonLarge: TypeStyle {
        pixelSize: types.tallScript ? 16 : 15
        leading: types.tallScript ? 23 : 20
        weight: 600
        scale: types.textScale
    }
    // Tags and badges.
    readonly property TypeStyle tag: TypeStyle {
        pixelSize: types.tallScript ? 12 : 11
        leading: types.tallScript ? 16 : 14
        weight: 600
        scale: types.textScale
    }
    // Sentences of banners.
    readonly property TypeStyle notice: TypeStyle {
        pixelSize: types.tallScript ? 14 : 13
        leading: types.tallScript ? 21 : 18
        weight: 400
        scale: types.textScale
    }
    // What stands in a message's place: "Message deleted".
    readonly property TypeStyle bodyItalic: TypeStyle {
        pixelSize: types.tallScript ? 15 : 14
        leading: types.tallScript ? 24 : 20
        weight: 400
        italic: true
        scale: types.textScale
    }
}
