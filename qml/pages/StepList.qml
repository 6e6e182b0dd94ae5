pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Components
import Sotto.Theme

// Steps that are done one after the other, for people.
//
//   steps   their texts (required)
//   index   the one that is being done (required)
Column {
    id: list

    required property var steps
    required property int index

    Repeater {
        model: list.steps

        Item {
            id: step

            required property int index
            required property string modelData
            readonly property bool done: step.index < list.index
            readonly property bool now: step.index === list.index

            width: parent ? parent.width : 0
            height: Math.max(Theme.size.settingRow, line.implicitHeight + Theme.space.m)

            Accessible.role: Accessible.StaticText
            Accessible.name: step.done ? qsTr("%1, done").arg(step.modelData) : step.now ? qsTr("%1, now").arg(step.modelData) : qsTr("%1, not yet").arg(step.modelData)

            Item {
                id: place

                anchors.left: parent.left
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.size.icon
                height: width

                Icon {
                    anchors.centerIn: parent
                    visible: !step.now
                    name: step.done ? "check" : "dashed-circle"
                    color: step.done ? Theme.color.good : Theme.color.textDis
                }
                BusyDots {
                    anchors.centerIn: parent
                    visible: step.now
                    color: Theme.color.accent
                    dotSize: Theme.space.xs
                }
            }
            Label {
                id: line

                anchors.left: place.right
                anchors.leftMargin: Theme.space.m
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                text: step.modelData
                type: step.now ? Theme.type.bodyStrong : Theme.type.body
                color: step.done || step.now ? Theme.color.text : Theme.color.text2
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
        }
    }
}
