/** 启动和停止时在终端里说的话，给运维人员看。 */
export const start = {
  'text.start.portWrong': 'PORT 写成了“{value}”，不是端口号；请写 0 到 65535 之间的整数。',
  'text.start.portTaken': '端口 {port} 已经有别的程序在用；请先停掉它，或用 PORT 换一个端口。',
  'text.start.portForbidden': '没有权限使用端口 {port}；请用 PORT 换一个 1024 以上的端口，前面由反向代理转发。',
  'text.start.hostWrong': '这台机器上没有 HOST 写的地址“{host}”（{code}）；请写本机的地址，或去掉 HOST。',
  'text.start.folderReadOnly':
    '数据目录 {folder} 写不进去（{code}）；请让运行本系统的用户可以写它，或用 DATA_DIR 换一个目录。',
  'text.start.folderIsFile': '数据目录 {folder} 不是目录，而是一个文件；请用 DATA_DIR 换一个目录。',
  'text.start.keysMissing':
    '密钥目录 {folder} 里没有密钥，而数据库 {database} 里已有密封的数据。请把密钥放回去；想从头再来，请连这个数据库一起删掉。',
  'text.start.folderFull': '数据目录 {folder} 所在的磁盘满了；请腾出空间，系统会再试。',
  'text.start.folderInUse': '数据目录正被进程 {pid} 使用；请先停掉它。',
  'text.start.clockBehind':
    '这台机器的时间是 {clock}，比最新一条记录（{newest}）还早，系统没有启动；请先把时间校准。确认要照这个时间运行，就加上 --clock-behind。',
  'text.start.unregistered':
    '流程 {process} 用到了“{name}”，服务器里没有登记这个名字，系统没有启动；请核对流程的声明和服务器的接线。',
  'text.start.databaseLost': '数据库停了，系统会重新启动。',
  'text.start.empty': '这套系统还是空的。请先运行：npm run xiangzhi -- init <县域包>',
  'text.start.witness.separate':
    '公开日志的本机见证人由另一个系统账号运行：只控制服务器程序的人不能让它替改写过的日志签名；能管这台机器的人仍然能，所以还要请一位外面的见证人。',
  'text.start.witness.same':
    '公开日志的本机见证人与服务器是同一个系统账号：它只能防数据库被悄悄改回，防不住控制了服务器程序的人，所以还要请一位外面的见证人。',
} as const
