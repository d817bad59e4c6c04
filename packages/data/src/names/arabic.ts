/** Arabic given names, in Latin letters; some in more than one of their usual spellings. */
export const arabic = `
Abbas Abboud Abdallah Abdelaziz Abdelhamid Abdelkader Abdelkarim Abdelmalik Abdelrahim Abdelrahman
Abdelwahab Abeer Abir Ablah Adel Adham Adib Adil Adnan Afaf Afif Afra Ahlam Ahmad Aida Aisha Akram Ala Alaa
Ali Alia Alim Altaf Alya Amal Aman Amani Amer Amin Amina Amir Amira Ammar Amr Anan Anas Anis Anisa Anwar
Aqil Arafat Areej Arif Arwa Ashraf Asil Asim Asiya Asma Asmaa Asmahan Athar Atif Atiya Awad Awatif Aya Ayat
Ayham Ayman Ayoub Ayyub Azhar Aziz Aziza Azza Azzam Badr Badra Badriya Baha Bahir Bahiya Bahjat Bakr Baraa
Barakat Basel Basem Bashar Bashir Bashira Basil Basim Basima Basma Bassam Batoul Bayan Bilal Bishr Burhan
Bushra Butrus Dalal Dalia Dana Daoud Dawud Dhikra Dina Diya Duha Dunya Eman Eyad Fadi Fadia Fadil Fadwa Fahd
Fahim Fahmi Faisal Faiza Fakhri Fakhriya Farah Fareed Farida Faris Faruq Faten Fathi Fathiya Fatima Fatin
Fawaz Fawzi Fawziya Fayez Fayruz Fida Fikri Firas Fouad Ghada Ghadir Ghaith Ghalib Ghaliya Ghanem Ghassan
Ghazal Ghazi Ghufran Habib Habiba Hadi Hadil Hadiya Hafez Hafsa Haidar Haifa Haitham Hajar Hakim Hala Halim
Halima Hamad Hamdan Hamdi Hamed Hamid Hamida Hammad Hamza Hana Hanadi Hanan Hani Hanin Haniya Haniyya Harith
Haroun Hasan Hashim Hasna Hassan Hatem Hawa Haya Hayat Hayder Hazem Hiba Hikmat Hilal Hind Hisham Huda Humam
Husam Husayn Husna Hussein Huwaida Ibrahim Ibtisam Idris Ihab Ihsan Ikhlas Ikram Ilham Imad Iman Inas Inaya
Intisar Iqbal Irfan Isa Isam Ishaq Islam Ismail Isra Issam Itidal Iyad Jaber Jabir Jad Jafar Jalal Jalil
Jalila Jamal Jamil Jamila Jana Jasim Jawad Jawahir Jawdat Jihad Jihan Jinan Joud Juhayna Juman Jumana Kadim
Kamal Kamil Kamilia Karam Karim Karima Kawthar Kazim Khadija Khalaf Khaled Khalid Khalida Khalifa Khalil
Khamis Khayri Khayriya Khuloud Kifah Kinan Kinda Labib Labiba Lama Lamia Lamis Latif Latifa Layal Layan
Layla Layth Lina Loubna Luay Lubna Lujain Luma Lutfi Lutfiya Maamoun Madiha Maha Mahdi Maher Mahfouz Mahir
Mahmoud Mai Maisa Majd Majed Majid Majida Makarim Malak Malik Malika Manal Mansour Maram Mariam Marwa Marwan
Maryam Maysa Maysam Maysoun Mazen Mazin Midhat Mina Miqdad Mishal Mona Moussa Muath Muayyad Mufid Mufida
Muhammad Muhannad Muhsin Mujahid Mukhtar Mulham Muna Munib Munif Munir Munira Munther Murad Musa Musab
Mushira Muslim Mustafa Mutaz Muzna Nabih Nabil Nabila Nada Nader Nadia Nadim Nadir Nadira Nael Nafisa Nagib
Nahed Nahid Nahla Naila Naim Naima Najah Najat Naji Najib Najiba Najla Najm Najwa Naser Nashwa Nasim Nasima
Nasir Nasr Nasrin Nawaf Nawal Nawar Nawfal Nayef Nayla Nazih Nazik Nazim Nibras Nidal Nihad Nisreen Nizar
Noor Nouf Noura Nuha Numan Nura Nuri Nusayba Omaima Omar Omran Osama Othman Qadir Qais Qamar Qasim Qusay
Rabab Rabi Rabia Rabih Rafa Rafat Rafif Rafiq Raghad Raghda Raghib Rahaf Rahim Rahma Raid Raja Rajaa Rajab
Rajiya Rakan Rama Ramadan Ramez Rami Ramiz Ramzi Ramziya Rana Rand Randa Rania Rasha Rashad Rashed Rashid
Rashida Rasim Rasmi Rauf Rawan Rawda Rawiya Rayan Rayhan Razan Reem Rida Rihab Riham Rim Rima Riyad Ruba
Rula Ruqayya Rushdi Saad Saadia Saba Sabah Saber Sabir Sabira Sabri Sabrin Sadiq Safa Safaa Safia Safiya
Safwan Sahar Said Saida Saif Sajid Sajida Sakina Salah Salam Saleh Salem Saliha Salim Salima Salma Salman
Salwa Samah Samar Sameh Sami Samia Samih Samiha Samir Samira Samiya Sana Sanaa Sanad Sara Sari Sarmad Sawsan
Shadi Shadia Shahd Shahir Shahira Shaima Shakir Shakira Shams Sharif Sharifa Shatha Shawkat Shawqi Shihab
Shukri Shurouq Siham Sinan Siraj Souad Suad Subhi Sufyan Suha Suhad Suhail Suhaila Suhair Sulaf Sulaiman
Suleiman Sultan Sumaya Sumayya Sundus Taghrid Taha Tahani Taher Tahir Tahira Talal Talib Tamer Tamim Tamima
Taqi Tareq Tarif Tariq Tasnim Taufiq Tayib Thabit Thamer Thana Thuraya Tuqa Ubayd Ubayda Umar Umayma Umayya
Umniya Usama Uthman Wadad Wadi Wadia Wafa Wafiq Wahib Wahida Wail Wajdi Wajih Wajiha Walaa Walid Ward Warda
Wasim Wasima Wathiq Widad Wijdan Wisal Wisam Yahya Yaqub Yara Yasar Yasin Yasir Yasmin Yazan Yazid Younis
Yousra Yunus Yusra Yusri Yusuf Zafer Zahi Zahir Zahra Zaid Zain Zaina Zainab Zakariya Zaki Zakiya Zayd Zayna
Zaynab Zeina Ziad Zubaida Zubayr Zuhair Zuhra Zuhur
`;
