import { say as sentence } from '@xiangzhi/text'
import { examineInstallation, wordsOf } from '#doctor'
import { clock, type Commands, requireCounty, say, withInstallation } from './environment.ts'

/** What an installation still lacks; the exit code says whether something must be mended. */
export const doctorCommands: Commands = {
  doctor: {
    use: 'doctor                     say what the installation still lacks; exit code 1 when there is a problem',
    run: () =>
      withInstallation(async (installation) => {
        const county = await requireCounty(installation)
        const { db, signIn, dataDir } = installation
        const examined = { db, signIn, dataDir, embedded: !process.env.DATABASE_URL }
        const found = await db.read(county, (tx) => examineInstallation(examined, tx, clock.now()))
        const marks = { problem: '✗', warning: '!', note: '·' } as const
        for (const finding of found) {
          const { zh, en } = wordsOf(finding)
          say(`${marks[finding.level]} ${sentence('zh-CN', `text.doctor.level.${finding.level}`)}  ${zh}\n    ${en}`)
        }
        if (found.length === 0) say(`✓ ${sentence('zh-CN', 'text.doctor.fine')} ${sentence('en', 'text.doctor.fine')}`)
        if (found.some(({ level }) => level === 'problem')) process.exitCode = 1
      }),
  },
}
