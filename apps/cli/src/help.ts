export const HELP = `天府命令行。在服务器本机使用；服务正在运行时经由它，否则自行打开数据库。

  tianfu start                          启动服务
  tianfu fsck [--checkpoint 文件] [--save 文件] [--json]
                                        全库核验：行为记录与日志、各表与行为记录、全部不变式；
                                        --checkpoint 与先前另存的检查点比对，--save 核验后另存当前检查点
  tianfu checkpoint [--save 文件]       取当前已签名的检查点
  tianfu index                          由各表重建搜索索引，服务可照常运行
  tianfu doctor [--json]                检查安装：Node、数据目录、密钥、数据库、日历、积压、逾期、对外地址
  tianfu administrators --file 文件     新建的正式库：任命三名互不相同的管理员，打印一次性设密链接

  tianfu trust 平台地址 [--save 文件] [--witness 公钥 …] [--quorum 数]
                                        取平台、机构和日志的公钥存为本地信任文件，并打印指纹供核对
  tianfu bundle 平台地址 [--save 文件]  取状态列表、检查点和各密钥的吊销情况，供离线核验
  tianfu verify 文件|网址 [--at 日] [--offline 离线包] [--receipt 回执] [--trust 文件] [--json]
                                        用自己保存的公钥核验证书凭证或查询回执，不信任服务器；
                                        密钥后来吊销的证书，须由回执中的日志证明在此之前已登记
  tianfu monitor [--state 文件] [--watch 编号或信用代码 …] [--webhook 网址] [--every 秒]
                                        只凭公开地址跟踪日志，由公布的行为重算登记并与平台比对；
                                        有条目涉及所关注的对象即报告
  tianfu witness --name 名称 --log 公钥 --key 文件 --state 文件 [--port 8090] [--host 127.0.0.1]
                                        由另一机关运行：只对一致延长的日志检查点签名（C2SP tlog-witness）

  环境变量：TIANFU_DATA 数据目录，DATABASE_URL PostgreSQL，TIANFU_MODE，ORIGIN（与服务相同）
  退出码：0 未发现问题，1 有发现，2 用法不对或无法执行

Tianfu on the command line. Use it on the server's own machine; it goes through the server when one runs, otherwise it
opens the database itself.

  tianfu start                          start the server
  tianfu fsck [--checkpoint FILE] [--save FILE] [--json]
                                        check everything: acts against the log, rows against their acts, every
                                        invariant; --checkpoint compares with one saved earlier, --save keeps today's
  tianfu checkpoint [--save FILE]       the current signed checkpoint
  tianfu index                          make the index of the search anew from the rows, while people work
  tianfu doctor [--json]                what is off: Node, data folder, keys, database, calendar, backlog,
                                        late work, origin
  tianfu administrators --file FILE     new production database: appoint three different administrators, print their
                                        one-use links

  tianfu trust ORIGIN [--save FILE] [--witness KEY …] [--quorum N]
                                        keep the keys of a platform, its bodies and its log in a file of one's own,
                                        and print their fingerprints to compare
  tianfu bundle ORIGIN [--save FILE]    status lists, checkpoint and which keys were given up, for verifying without
                                        a network
  tianfu verify FILE|URL [--at DAY] [--offline BUNDLE] [--receipt FILE] [--trust FILE] [--json]
                                        a credential or a receipt under one's own keys, without trusting the server;
                                        under a key that was given up since, a receipt must prove that the log
                                        recorded the certificate before
  tianfu monitor [--state FILE] [--watch NUMBER|CREDIT-CODE …] [--webhook URL] [--every SECONDS]
                                        follows the log from its public addresses, recomputes the register from
                                        the published acts, compares, and tells of entries that name what is watched
  tianfu witness --name NAME --log KEY --key FILE --state FILE [--port 8090] [--host 127.0.0.1]
                                        run by a second authority: cosigns a log's checkpoints only while it
                                        consistently grows (C2SP tlog-witness)

  Environment: TIANFU_DATA, DATABASE_URL, TIANFU_MODE, ORIGIN, the same as for the server
  Exit: 0 nothing found, 1 findings, 2 wrong usage or cannot run`
