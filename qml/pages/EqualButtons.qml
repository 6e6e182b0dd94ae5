import QtQuick
import Sotto.Theme

// Two answers side by side, equally wide; below each other where they would be cut.
//
//   buttons   two Button items (the default property)
Item {
    id: answers

    default property alias buttons: answers.children

    readonly property Item first: answers.children[0]
    readonly property Item second: answers.children[1]
    readonly property int half: Math.floor((answers.width - Theme.space.s) / 2)
    readonly property bool stacked: Math.max(answers.first.implicitWidth, answers.second.implicitWidth) > answers.half

    implicitHeight: answers.stacked ? answers.first.implicitHeight + Theme.space.s + answers.second.implicitHeight : Math.max(answers.first.implicitHeight, answers.second.implicitHeight)

    Binding {
        target: answers.first
        property: "width"
        value: answers.stacked ? answers.width : answers.half
    }
    Binding {
        target: answers.second
        property: "width"
        value: answers.stacked ? answers.width : answers.half
    }
    Binding {
        target: answers.first
        property: "x"
        value: Theme.mirrored && !answers.stacked ? answers.half + Theme.space.s : 0
    }
    Binding {
        target: answers.second
        property: "x"
        value: Theme.mirrored || answers.stacked ? 0 : answers.half + Theme.space.s
    }
    Binding {
        target: answers.second
        property: "y"
        value: answers.stacked ? answers.first.implicitHeight + Theme.space.s : 0
    }
}
